import { activationFunctions } from './nodes';
import type { OptimizerSettings, Schedule } from './optimizer';
import { plainChoices, type SettingDescriptor } from './setting-descriptors';
import type { TaskKind } from './task';

/** Settings of everything that is not a node, as the inspector shows them. */

const hidden: SettingDescriptor = {
  key: 'hidden',
  label: 'Hidden layers',
  help: 'Their sizes, separated by commas; empty for a linear model.',
  type: 'integers',
  min: 1,
};
const stack: readonly SettingDescriptor[] = [
  hidden,
  {
    key: 'batchNorm',
    label: 'Batch norm',
    help: 'In the hidden layers.',
    type: 'boolean',
  },
  {
    key: 'activation',
    label: 'Activation',
    help: 'Of the hidden layers.',
    type: 'choice',
    choices: plainChoices(activationFunctions),
  },
];
const condition: SettingDescriptor = {
  key: 'condition',
  label: 'Condition',
  help: 'label: it sees the label beside the message (cDNI).',
  type: 'choice',
  choices: plainChoices(['label']),
  optional: true,
};

export const synthesizerKinds = [
  { value: 'mlp', label: 'Linear or MLP' },
  { value: 'conv', label: 'Convolutional' },
] as const;

export const synthesizerSettings: Record<'mlp' | 'conv', readonly SettingDescriptor[]> = {
  mlp: [...stack, condition],
  conv: [
    { ...hidden, help: 'Maps of each hidden convolution, separated by commas.' },
    { key: 'kernel', label: 'Kernel', help: 'Rows and columns.', type: 'integer', min: 1 },
    ...stack.slice(1),
    condition,
  ],
};

export const syntheticInputSettings = stack;

const share = { type: 'number', min: 0, max: 0.9999, step: 0.01 } as const;
const rate: SettingDescriptor = {
  key: 'rate',
  label: 'Learning rate',
  help: 'Size of an update, before the schedule.',
  type: 'number',
  min: 0,
};
const common: readonly SettingDescriptor[] = [
  {
    key: 'weightDecay',
    label: 'Weight decay',
    help: 'Each update also takes rate × this of a kernel off.',
    type: 'number',
    min: 0,
  },
  {
    key: 'clipNorm',
    label: 'Clip gradients at',
    help: 'Largest joint norm of the gradients of one module; empty for none.',
    type: 'number',
    min: 0,
    optional: true,
  },
];
const epsilon: SettingDescriptor = {
  key: 'epsilon',
  label: 'Epsilon',
  help: 'Keeps the division from zero.',
  type: 'number',
  min: 0,
};

export const optimizerKinds: readonly { value: OptimizerSettings['kind']; label: string }[] = [
  { value: 'sgd', label: 'SGD' },
  { value: 'momentum', label: 'Momentum' },
  { value: 'rmsprop', label: 'RMSProp' },
  { value: 'adam', label: 'Adam' },
];

export const optimizerSettings: Record<OptimizerSettings['kind'], readonly SettingDescriptor[]> = {
  sgd: [rate, ...common],
  momentum: [
    rate,
    { key: 'momentum', label: 'Momentum', help: 'Share of the velocity kept.', ...share },
    {
      key: 'nesterov',
      label: 'Nesterov',
      help: 'Looks ahead along the velocity.',
      type: 'boolean',
    },
    ...common,
  ],
  rmsprop: [
    rate,
    { key: 'decay', label: 'Decay', help: 'Share of the mean square kept.', ...share },
    epsilon,
    ...common,
  ],
  adam: [
    rate,
    { key: 'beta1', label: 'Beta 1', help: 'Share of the mean kept.', ...share },
    { key: 'beta2', label: 'Beta 2', help: 'Share of the mean square kept.', ...share },
    epsilon,
    ...common,
  ],
};

export const scheduleKinds: readonly { value: Schedule['kind']; label: string }[] = [
  { value: 'constant', label: 'Constant' },
  { value: 'step', label: 'Steps' },
  { value: 'exponential', label: 'Exponential' },
  { value: 'cosine', label: 'Cosine' },
];

const factor: SettingDescriptor = {
  key: 'factor',
  label: 'Factor',
  help: 'What the rate is multiplied by.',
  type: 'number',
  min: 0,
};

export const scheduleSettings: Record<Schedule['kind'], readonly SettingDescriptor[]> = {
  constant: [],
  step: [
    { key: 'at', label: 'At steps', help: 'Separated by commas.', type: 'integers', min: 1 },
    factor,
  ],
  exponential: [factor, { key: 'every', label: 'Every', help: 'Steps.', type: 'integer', min: 1 }],
  cosine: [
    {
      key: 'over',
      label: 'Over',
      help: 'Steps; empty for the whole run.',
      type: 'integer',
      min: 1,
      optional: true,
    },
    { key: 'end', label: 'End', help: 'Share of the rate at the end.', type: 'number', min: 0 },
  ],
};

/** A schedule of a kind, ready to be edited. */
export const scheduleDefaults: { [K in Schedule['kind']]: Extract<Schedule, { kind: K }> } = {
  constant: { kind: 'constant' },
  step: { kind: 'step', at: [5000], factor: 0.1 },
  exponential: { kind: 'exponential', factor: 0.5, every: 1000 },
  cosine: { kind: 'cosine', end: 0 },
};

export const taskKinds: readonly { value: TaskKind; label: string }[] = [
  { value: 'mnist', label: 'MNIST' },
  { value: 'spirals', label: 'Spirals' },
  { value: 'dataset', label: 'Imported data' },
];

const kept = (key: 'validation' | 'test'): SettingDescriptor => ({
  key,
  label: key === 'validation' ? 'Validation' : 'Test',
  help: 'Examples.',
  type: 'integer',
  min: 0,
});
const cut = (key: 'validation' | 'test'): SettingDescriptor => ({
  key,
  label: key === 'validation' ? 'Validation' : 'Test',
  help: 'Examples cut from the end of the training part, where the data has no such part.',
  type: 'integer',
  min: 0,
  optional: true,
});

export const taskSettings: Record<TaskKind, readonly SettingDescriptor[]> = {
  mnist: [
    {
      ...kept('validation'),
      help: 'Images kept of the 60,000 for validation.',
    } as SettingDescriptor,
  ],
  spirals: [
    { key: 'classes', label: 'Classes', help: 'Spirals.', type: 'integer', min: 2, max: 10 },
    {
      key: 'turns',
      label: 'Turns',
      help: 'Of each spiral.',
      type: 'number',
      min: 0,
      max: 5,
      step: 0.25,
    },
    {
      key: 'noise',
      label: 'Noise',
      help: 'Standard deviation.',
      type: 'number',
      min: 0,
      max: 1,
      step: 0.01,
    },
    { key: 'train', label: 'Training', help: 'Examples.', type: 'integer', min: 1 },
    kept('validation'),
    kept('test'),
    { key: 'seed', label: 'Seed of the points', help: 'The same in every run.', type: 'integer' },
  ],
  dataset: [cut('validation'), cut('test')],
};

export const trainingSettings: readonly SettingDescriptor[] = [
  {
    key: 'method',
    label: 'Method',
    help: 'How the decoupled edges are used. DNI: with synthetic gradients. Backprop: as plain edges. None: no gradient crosses them.',
    type: 'choice',
    choices: [
      { value: 'dni', label: 'DNI' },
      { value: 'backprop', label: 'Backprop' },
      { value: 'none', label: 'None' },
    ],
  },
  { key: 'steps', label: 'Steps', help: 'Updates of the run.', type: 'integer', min: 1 },
  { key: 'batch', label: 'Batch', help: 'Examples a step.', type: 'integer', min: 1 },
  { key: 'seed', label: 'Seed', help: 'Of weights, order and draws.', type: 'integer', min: 0 },
  {
    key: 'shuffle',
    label: 'Shuffle',
    help: 'Off: examples in file order, so that a run can be replayed from its files alone.',
    type: 'boolean',
  },
  {
    key: 'updateProbability',
    label: 'Update probability',
    help: 'Sparse updates: how likely a module updates at a step.',
    type: 'number',
    min: 0.01,
    max: 1,
    step: 0.05,
  },
  {
    key: 'evaluateEvery',
    label: 'Evaluate every',
    help: 'Steps between looks at validation and test.',
    type: 'integer',
    min: 1,
  },
  {
    key: 'checkpointEvery',
    label: 'Checkpoint every',
    help: 'Steps between checkpoints.',
    type: 'integer',
    min: 1,
  },
  {
    key: 'maxSeconds',
    label: 'At most',
    help: 'Seconds of training; empty for no limit.',
    type: 'number',
    min: 1,
    optional: true,
  },
];

export const diagnosticsSettings: readonly SettingDescriptor[] = [
  {
    key: 'every',
    label: 'Look every',
    help: 'Steps between comparisons with the true gradient; 0 turns them off.',
    type: 'integer',
    min: 0,
  },
  {
    key: 'batch',
    label: 'Probe batch',
    help: 'Examples they are made on.',
    type: 'integer',
    min: 2,
  },
];

import type { ModuleSettings } from './model';
import { activationFunctions } from './nodes';
import type { OptimizerSettings, Schedule } from './optimizer';
import { plainChoices, type SettingDescriptor } from './setting-descriptors';
import { defaultNoProgressAfter, precisions, type Method } from './training';

/** Descriptors of all settings of edges, optimizers, training, modules and diagnostics. */

const hidden: SettingDescriptor = {
  key: 'hidden',
  label: 'Hidden layers',
  help: 'Their sizes, separated by commas; empty for a linear model.',
  type: 'integers',
  min: 1,
};
const hiddenLayers: readonly SettingDescriptor[] = [
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
const condition = (offers: readonly ('label' | 'inputs')[]): SettingDescriptor => ({
  key: 'condition',
  label: 'Also sees',
  help: 'What it is shown beside the message: the label (cDNI), or in streams the last inputs.',
  type: 'condition',
  offers,
});

export const synthesizerKinds = [
  { value: 'mlp', label: 'Linear or MLP' },
  { value: 'conv', label: 'Convolutional' },
] as const;

export const synthesizerSettings: Record<'mlp' | 'conv', readonly SettingDescriptor[]> = {
  mlp: [
    ...hiddenLayers,
    {
      key: 'squash',
      label: 'Squash message',
      help: 'Its input is the tanh of the message: the cells of an LSTM on a long stream grow without bound, and then it does not learn.',
      type: 'boolean',
    },
    condition(['label', 'inputs']),
  ],
  conv: [
    { ...hidden, help: 'Maps of each hidden convolution, separated by commas.' },
    { key: 'kernel', label: 'Kernel', help: 'Rows and columns.', type: 'integer', min: 1 },
    ...hiddenLayers.slice(1),
    condition(['label']),
  ],
};

export const syntheticInputSettings = hiddenLayers;

/** Settings of a decoupled edge, except its synthesizer, optimizer and synthetic input. */
export const decouplingSettings: readonly SettingDescriptor[] = [
  {
    key: 'syntheticGradientScale',
    label: 'Scale k',
    help: 'What the synthetic gradient is multiplied by; empty: 0.1 on recurrent edges, 1 on others.',
    empty: 'automatic',
    type: 'number',
    min: 0,
    step: 0.1,
    optional: true,
  },
  {
    key: 'warmup',
    label: 'Warm-up',
    help: 'Steps in which the synthesizer learns, but its gradient is not used yet.',
    type: 'integer',
    min: 0,
    step: 100,
  },
  {
    key: 'trainMessage',
    label: 'Trains the message',
    help: "The synthesizer's own error also trains the module that made the message.",
    type: 'boolean',
  },
  {
    key: 'auxiliary',
    label: 'Auxiliary task',
    help: 'On recurrent edges: the core also learns to predict the synthetic gradient of one unroll later.',
    type: 'boolean',
  },
];

const fraction = { type: 'number', min: 0, max: 0.9999, step: 0.01 } as const;
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
    { key: 'momentum', label: 'Momentum', help: 'Share of the velocity kept.', ...fraction },
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
    { key: 'decay', label: 'Decay', help: 'Share of the mean square kept.', ...fraction },
    epsilon,
    ...common,
  ],
  adam: [
    rate,
    { key: 'beta1', label: 'Beta 1', help: 'Share of the mean kept.', ...fraction },
    { key: 'beta2', label: 'Beta 2', help: 'Share of the mean square kept.', ...fraction },
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
      empty: 'whole run',
      type: 'integer',
      min: 1,
      optional: true,
    },
    { key: 'end', label: 'End', help: 'Share of the rate at the end.', type: 'number', min: 0 },
  ],
};

/** The schedule that is filled in when the user selects its kind. */
export const scheduleDefaults: { [K in Schedule['kind']]: Extract<Schedule, { kind: K }> } = {
  constant: { kind: 'constant' },
  step: { kind: 'step', at: [5000], factor: 0.1 },
  exponential: { kind: 'exponential', factor: 0.5, every: 1000 },
  cosine: { kind: 'cosine', end: 0 },
};

export const methodKinds: readonly { value: Method; label: string }[] = [
  { value: 'dni', label: 'DNI' },
  { value: 'backprop', label: 'Backprop' },
  { value: 'none', label: 'None' },
];

export const trainingSettings: readonly SettingDescriptor[] = [
  {
    key: 'method',
    label: 'Method',
    help: 'How the decoupled edges are used. DNI: with synthetic gradients. Backprop: as plain edges. None: no gradient crosses them.',
    type: 'choice',
    choices: methodKinds,
  },
  { key: 'steps', label: 'Steps', help: 'Updates of the run.', type: 'integer', min: 1 },
  {
    key: 'batch',
    label: 'Batch',
    help: 'Examples a step; of a stream: rows read side by side.',
    type: 'integer',
    min: 1,
  },
  {
    key: 'unroll',
    label: 'Unroll T',
    help: 'Ticks a recurrent module is unrolled before it updates, of its own ticks. Its recurrent edges are cut there.',
    type: 'integer',
    min: 1,
    max: 10_000,
    optional: true,
  },
  {
    key: 'fullUnroll',
    label: 'Full unroll',
    help: 'Ticks that backprop unrolls before it updates everything at once; empty: the whole sequence.',
    type: 'integer',
    min: 1,
    max: 10_000,
    optional: true,
  },
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
    key: 'compiled',
    label: 'Compiled',
    help: 'Runs the step as one compiled TensorFlow graph; off: op by op.',
    type: 'boolean',
  },
  {
    key: 'xla',
    label: 'XLA',
    help: 'On a GPU: compiles the graph into fewer and larger kernels.',
    type: 'boolean',
  },
  {
    key: 'precision',
    label: 'Precision',
    help: 'Of the matrix products and convolutions of a step. Weights and sums are float32 in either case.',
    type: 'choice',
    choices: plainChoices(precisions),
  },
  {
    key: 'evaluateEvery',
    label: 'Evaluate every',
    help: 'Steps between evaluations on the validation and the test part.',
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
    empty: 'no limit',
    type: 'number',
    min: 1,
    optional: true,
  },
];

/** Settings of early stopping. Without a patience there is none. */
export const stopEarlySettings: readonly SettingDescriptor[] = [
  {
    key: 'patience',
    label: 'Stop early after',
    help: 'Evaluations in a row without a better validation result after which the run ends; empty: it does all its steps.',
    empty: 'never',
    type: 'integer',
    min: 1,
    optional: true,
  },
  {
    key: 'metric',
    label: 'Judged by',
    help: 'A metric of the validation part, such as validation/loss; empty for the one that chooses the step of the run.',
    empty: 'the deciding one',
    type: 'text',
    optional: true,
  },
  {
    key: 'minDelta',
    label: 'Better by more than',
    help: 'Smaller improvements do not count; empty for 0.',
    empty: '0',
    type: 'number',
    min: 0,
    optional: true,
  },
];

/** Settings of a module. */
export const moduleSettings: readonly (SettingDescriptor & { key: keyof ModuleSettings })[] = [
  {
    key: 'updateProbability',
    label: 'Update probability',
    help: "How likely this module updates at a step; empty for the run's.",
    type: 'number',
    min: 0.01,
    max: 1,
    step: 0.05,
    optional: true,
  },
  {
    key: 'device',
    label: 'Device',
    help: 'Where it computes, with the synthesizers of its messages: gpu:0, gpu:1, cpu:0; empty where TensorFlow puts it. Decoupled modules on devices of their own run side by side.',
    empty: 'automatic',
    type: 'text',
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
  {
    key: 'noProgressAfter',
    label: 'Alert after',
    help: 'Evaluations in a row without a better validation result after which the run raises an alert; empty for the number shown, 0 for never.',
    empty: String(defaultNoProgressAfter),
    type: 'integer',
    min: 0,
    optional: true,
  },
];

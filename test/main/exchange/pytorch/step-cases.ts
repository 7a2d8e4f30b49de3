/** Experiments whose steps are compared: together they use every kind of node, method, interface and optimizer. */
import type { Dataset, Split } from '#data/dataset';
import type { TrainingData } from '#engine/feed/source';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import type { Fields } from '#spec/task';
import { experiment, wave } from '../../engine/helpers';

interface StepCase {
  spec: Experiment;
  /** Null for what the task generates. */
  data: TrainingData | null;
}

type Parts = Partial<ExperimentInput>;
type Edge = ExperimentInput['model']['edges'][number];
type Decoupled = NonNullable<Edge['decoupled']>;
type Optimizer = ExperimentInput['training']['optimizer'];

const fields: Fields = {
  image: { kind: 'values', shape: [6, 5, 2] },
  value: { kind: 'values', shape: [3] },
  label: { kind: 'label', classes: 4 },
};
const count = 40;
const split: Split = {
  count,
  columns: {
    image: {
      kind: 'values',
      shape: [6, 5, 2],
      data: Float32Array.from(wave(count * 60)),
      scale: 1,
    },
    value: { kind: 'values', shape: [3], data: Float32Array.from(wave(count * 3, 0.9)), scale: 1 },
    label: {
      kind: 'label',
      classes: 4,
      data: Uint8Array.from({ length: count }, (_, index) => (index * 7 + (index % 3)) % 4),
    },
  },
};
const examples: Dataset = {
  name: 'waves',
  fields,
  splits: { train: split, validation: split, test: split },
};
const sgd: Optimizer = { kind: 'sgd', rate: 0.05 };
const adam: Optimizer = { kind: 'adam', rate: 0.003 };

function onExamples(parts: Omit<Parts, 'training'> & { training?: object }): StepCase {
  const { training, ...rest } = parts;
  return {
    spec: experiment({
      task: { kind: 'dataset', dataset: 'waves', fields },
      ...rest,
      training: { steps: 100, batch: 8, optimizer: sgd, ...training },
    }),
    data: examples,
  };
}

/** A chain of dense layers, decoupled between each two. */
function chain(
  method: 'backprop' | 'none' | 'dni',
  optimizer: Optimizer,
  decoupled: Decoupled = { synthesizer: { kind: 'mlp', hidden: [] } },
  hidden: object = { batchNorm: true, bias: false, activation: 'relu' },
): StepCase {
  return onExamples({
    model: {
      nodes: {
        image: { kind: 'input', field: 'image' },
        hidden1: { kind: 'dense', units: 7, ...hidden },
        hidden2: { kind: 'dense', units: 6, ...hidden },
        logits: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'image', to: 'hidden1' },
        { from: 'hidden1', to: 'hidden2', decoupled },
        { from: 'hidden2', to: 'logits', decoupled },
        { from: 'logits', to: 'loss' },
      ],
    },
    training: { method, optimizer },
  });
}

const cdni: Decoupled = { synthesizer: { kind: 'mlp', hidden: [], condition: 'label' } };

const convolutions = (edge: Decoupled, method: 'dni' | 'backprop' = 'dni'): StepCase =>
  onExamples({
    model: {
      nodes: {
        image: { kind: 'input', field: 'image', layout: 'grid' },
        conv1: {
          kind: 'conv2d',
          filters: 3,
          kernel: 3,
          bias: false,
          batchNorm: true,
          activation: 'elu',
        },
        pool1: { kind: 'maxPool', size: 3, stride: 2, padding: 'same' },
        conv2: { kind: 'conv2d', filters: 4, kernel: [3, 2], stride: 2, activation: 'tanh' },
        pool2: { kind: 'averagePool', size: 2, stride: 1, padding: 'same' },
        flatten: { kind: 'flatten' },
        logits: { kind: 'dense', units: 4 },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'image', to: 'conv1' },
        { from: 'conv1', to: 'pool1' },
        { from: 'pool1', to: 'conv2', decoupled: edge },
        { from: 'conv2', to: 'pool2' },
        { from: 'pool2', to: 'flatten', decoupled: edge },
        { from: 'flatten', to: 'logits' },
        { from: 'logits', to: 'loss' },
      ],
    },
    training: { method, optimizer: adam },
  });

/** Two branches, two losses, and names that Python has itself. */
const branches = onExamples({
  model: {
    nodes: {
      image: { kind: 'input', field: 'image' },
      lambda: { kind: 'dense', units: 5, activation: 'softplus' },
      train: { kind: 'dense', units: 5, activation: 'leakyRelu' },
      sum: { kind: 'add' },
      norm: { kind: 'batchNorm' },
      joined: { kind: 'concat' },
      gelu: { kind: 'activation', function: 'gelu' },
      logits: { kind: 'dense', units: 'classes' },
      numbers: { kind: 'dense', units: 'classes', activation: 'sigmoid' },
      loss: { kind: 'softmaxCrossEntropy', target: 'label', weight: 0.5 },
      distance: { kind: 'meanSquaredError', target: 'value', weight: 2 },
      squares: { kind: 'meanSquaredError', target: 'label' },
    },
    edges: [
      { from: 'image', to: 'lambda' },
      { from: 'image', to: 'train' },
      { from: 'lambda', to: 'sum' },
      { from: 'train', to: 'sum' },
      { from: 'sum', to: 'norm' },
      { from: 'norm', to: 'joined', decoupled: cdni },
      { from: 'train', to: 'joined', decoupled: { ...cdni, trainMessage: true } },
      { from: 'joined', to: 'gelu' },
      { from: 'gelu', to: 'logits' },
      { from: 'gelu', to: 'numbers' },
      { from: 'logits', to: 'loss' },
      { from: 'numbers', to: 'distance' },
      { from: 'logits', to: 'squares' },
    ],
  },
  training: { method: 'dni', optimizer: { kind: 'momentum', rate: 0.02, nesterov: true } },
});

type CoreKind = 'lstm' | 'gru' | 'rnn';

/** A core on a stream. */
function recurrent(
  core: CoreKind,
  method: 'none' | 'dni' | 'backprop',
  {
    loop = {
      synthesizer: { kind: 'mlp', hidden: [5], condition: { inputs: 3 } },
      syntheticGradientScale: 0.6,
    },
    task = { kind: 'copy', symbols: 3, length: 2, curriculum: false },
    training = {},
    nodes = {},
    edges = [],
  }: {
    loop?: Decoupled;
    task?: ExperimentInput['task'];
    training?: object;
    nodes?: ExperimentInput['model']['nodes'];
    edges?: Edge[];
  } = {},
): StepCase {
  const isCopy = task.kind === 'copy';
  return {
    spec: experiment({
      task,
      model: {
        nodes: {
          symbol: { kind: 'input', field: isCopy ? 'input' : 'symbol' },
          core: { kind: core, units: 6 },
          logits: { kind: 'dense', units: 'classes' },
          loss: { kind: 'softmaxCrossEntropy', target: isCopy ? 'output' : 'recalled' },
          ...nodes,
        },
        edges: [
          ...(edges.length > 0
            ? edges
            : [
                { from: 'symbol', to: 'core' },
                { from: 'core', to: 'logits' },
              ]),
          { from: 'core', to: 'core', delay: 1, decoupled: loop },
          { from: 'logits', to: 'loss' },
        ],
      },
      training: { method, steps: 100, batch: 6, unroll: 3, optimizer: adam, ...training },
    }),
    data: null,
  };
}

const recall = { kind: 'recall', symbols: 3, delay: 2 } as const;
const hiddenSynthesizer: Decoupled = {
  synthesizer: {
    kind: 'mlp',
    hidden: [5],
    batchNorm: true,
    activation: 'tanh',
    condition: 'label',
  },
};

export const stepCases: Record<string, StepCase> = {
  'dense, backprop, SGD': chain('backprop', sgd),
  'dense, none, momentum': chain('none', { kind: 'momentum', rate: 0.02, momentum: 0.8 }),
  'dense, DNI, RMSProp': chain('dni', { kind: 'rmsprop', rate: 0.002 }),
  'dense, cDNI, Adam': chain('dni', adam, cdni),
  'dense, cDNI, weight decay, clipping, cosine': chain(
    'dni',
    { ...adam, weightDecay: 0.1, clipNorm: 0.3, schedule: { kind: 'cosine' } },
    {
      ...cdni,
      optimizer: {
        kind: 'sgd',
        rate: 0.01,
        schedule: { kind: 'exponential', factor: 0.5, every: 3 },
      },
    },
  ),
  'dense, hidden layers, warm-up, scale, train message': chain(
    'dni',
    { ...adam, schedule: { kind: 'step', at: [4], factor: 0.5 } },
    // Before batch normalisation a bias has no gradient but rounding, which Adam would make a whole step of.
    {
      ...hiddenSynthesizer,
      optimizer: sgd,
      warmup: 3,
      syntheticGradientScale: 0.7,
      trainMessage: true,
    },
    { activation: 'tanh' },
  ),
  'dense, synthetic inputs': chain('dni', adam, {
    ...cdni,
    syntheticInput: { hidden: [5], optimizer: { kind: 'sgd', rate: 0.02 } },
  }),
  'convolutions, backprop': convolutions(cdni, 'backprop'),
  'convolutions, DNI': convolutions({
    synthesizer: { kind: 'conv', hidden: [3], kernel: 3, activation: 'relu', condition: 'label' },
  }),
  'convolutions, vectors as synthesizers, synthetic inputs': convolutions({
    ...cdni,
    syntheticInput: { hidden: [] },
  }),
  'branches, two losses': branches,
  'LSTM, backprop': recurrent('lstm', 'backprop', { task: recall, training: { fullUnroll: 5 } }),
  'LSTM, none': recurrent('lstm', 'none', { task: recall }),
  'LSTM, DNI': recurrent('lstm', 'dni', { task: recall }),
  'LSTM, DNI, sequences': recurrent('lstm', 'dni'),
  'LSTM, DNI, one tick, no scale': recurrent('lstm', 'dni', {
    training: { unroll: 1 },
    loop: { synthesizer: { kind: 'mlp', hidden: [] } },
  }),
  'LSTM, auxiliary, warm-up, squash': recurrent('lstm', 'dni', {
    loop: {
      synthesizer: { kind: 'mlp', hidden: [5], squash: true, condition: { inputs: 2 } },
      auxiliary: true,
      warmup: 4,
    },
  }),
  'GRU, none': recurrent('gru', 'none'),
  'GRU, DNI, train message': recurrent('gru', 'dni', {
    loop: { synthesizer: { kind: 'mlp', hidden: [5] }, trainMessage: true },
  }),
  'RNN, DNI, auxiliary and train message': recurrent('rnn', 'dni', {
    loop: { synthesizer: { kind: 'mlp', hidden: [] }, trainMessage: true, auxiliary: true },
  }),
  'embedding, batch norm, two modules': recurrent('lstm', 'dni', {
    nodes: {
      symbol: { kind: 'input', field: 'input', layout: 'index' },
      table: { kind: 'embedding', units: 4 },
      hidden: { kind: 'dense', units: 5, bias: false, batchNorm: true, activation: 'relu' },
    },
    edges: [
      { from: 'symbol', to: 'table' },
      { from: 'table', to: 'hidden' },
      { from: 'hidden', to: 'core', decoupled: cdni },
      { from: 'core', to: 'logits', decoupled: cdni },
    ],
  }),
  'feedback through a cycle of modules': recurrent('lstm', 'dni', {
    nodes: { joined: { kind: 'concat' }, back: { kind: 'dense', units: 3, activation: 'tanh' } },
    edges: [
      { from: 'symbol', to: 'joined' },
      {
        from: 'back',
        to: 'joined',
        delay: 1,
        decoupled: { synthesizer: { kind: 'mlp', hidden: [4] } },
      },
      { from: 'joined', to: 'core' },
      { from: 'core', to: 'back', decoupled: { synthesizer: { kind: 'mlp', hidden: [4] } } },
      { from: 'core', to: 'logits' },
    ],
  }),
  'feedback, none': recurrent('lstm', 'none', {
    nodes: { joined: { kind: 'concat' }, back: { kind: 'dense', units: 3, activation: 'tanh' } },
    edges: [
      { from: 'symbol', to: 'joined' },
      {
        from: 'back',
        to: 'joined',
        delay: 1,
        decoupled: { synthesizer: { kind: 'mlp', hidden: [4] } },
      },
      { from: 'joined', to: 'core' },
      { from: 'core', to: 'back' },
      { from: 'core', to: 'logits' },
    ],
  }),
  'a delayed edge without a cycle': recurrent('gru', 'dni', {
    nodes: { joined: { kind: 'concat' }, hidden: { kind: 'dense', units: 4, activation: 'tanh' } },
    edges: [
      { from: 'symbol', to: 'hidden' },
      {
        from: 'hidden',
        to: 'joined',
        delay: 1,
        decoupled: { synthesizer: { kind: 'mlp', hidden: [4] } },
      },
      { from: 'symbol', to: 'joined' },
      { from: 'joined', to: 'core' },
      { from: 'core', to: 'logits' },
    ],
  }),
};

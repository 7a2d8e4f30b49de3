import type { ExperimentInput } from '#spec/experiment';

/**
 * Small models that train a few hundred steps in a few seconds. Between them they have every kind of state that a
 * checkpoint holds: moments of Adam, running statistics, dropout and sparse updates (generators), the place in shuffled
 * examples and in streams, recurrent state and messages kept between steps, and the level of a curriculum. Checkpoints
 * are frequent, and evaluations and diagnostics fall between them.
 */
const feedForward: ExperimentInput = {
  version: 1,
  name: 'Feed-forward',
  model: {
    nodes: {
      point: { kind: 'input', field: 'point' },
      hidden1: { kind: 'dense', units: 16, batchNorm: true, activation: 'relu' },
      dropped: { kind: 'dropout', rate: 0.2 },
      hidden2: { kind: 'dense', units: 16, activation: 'relu' },
      logits: { kind: 'dense', units: 'classes' },
      loss: { kind: 'softmaxCrossEntropy', target: 'label' },
    },
    edges: [
      { from: 'point', to: 'hidden1' },
      { from: 'hidden1', to: 'dropped' },
      {
        from: 'dropped',
        to: 'hidden2',
        decoupled: { synthesizer: { hidden: [], condition: 'label' } },
      },
      { from: 'hidden2', to: 'logits', decoupled: { synthesizer: { hidden: [8] } } },
      { from: 'logits', to: 'loss' },
    ],
  },
  task: { kind: 'spirals', train: 300, validation: 50, test: 50 },
  training: {
    method: 'dni',
    steps: 500,
    batch: 16,
    updateProbability: 0.7,
    optimizer: { kind: 'adam', rate: 0.003 },
    evaluateEvery: 10,
    checkpointEvery: 7,
  },
  diagnostics: { every: 15, batch: 16 },
};

const curriculum: ExperimentInput = {
  version: 1,
  name: 'Curriculum',
  model: {
    nodes: {
      input: { kind: 'input', field: 'input' },
      core: { kind: 'lstm', units: 8 },
      dropped: { kind: 'dropout', rate: 0.1 },
      logits: { kind: 'dense', units: 'classes' },
      loss: { kind: 'softmaxCrossEntropy', target: 'output' },
    },
    edges: [
      { from: 'input', to: 'core' },
      {
        from: 'core',
        to: 'core',
        delay: 1,
        decoupled: {
          synthesizer: { hidden: [8], condition: { inputs: 3 } },
          syntheticGradientScale: 0.6,
          auxiliary: true,
        },
      },
      { from: 'core', to: 'dropped' },
      { from: 'dropped', to: 'logits' },
      { from: 'logits', to: 'loss' },
    ],
  },
  // The threshold is above the loss of guessing, so that the level rises often.
  task: { kind: 'copy', threshold: 1.05 },
  training: {
    method: 'dni',
    steps: 400,
    batch: 8,
    unroll: 3,
    optimizer: { kind: 'adam', rate: 0.003 },
    evaluateEvery: 33,
    checkpointEvery: 5,
  },
  diagnostics: { every: 20, batch: 8 },
};

const recall: ExperimentInput = {
  version: 1,
  name: 'Recall',
  model: {
    nodes: {
      symbol: { kind: 'input', field: 'symbol' },
      core: { kind: 'gru', units: 8 },
      logits: { kind: 'dense', units: 'classes' },
      loss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
    },
    edges: [
      { from: 'symbol', to: 'core' },
      {
        from: 'core',
        to: 'core',
        delay: 1,
        decoupled: { synthesizer: { hidden: [8], condition: { inputs: 4 } } },
      },
      { from: 'core', to: 'logits' },
      { from: 'logits', to: 'loss' },
    ],
  },
  task: { kind: 'recall', symbols: 3, delay: 4 },
  training: {
    method: 'dni',
    steps: 400,
    batch: 8,
    unroll: 4,
    optimizer: { kind: 'rmsprop', rate: 0.003 },
    evaluateEvery: 50,
    checkpointEvery: 9,
  },
  diagnostics: { every: 25, batch: 8 },
};

export const specs = { feedForward, curriculum, recall };
export type SpecName = keyof typeof specs;
export const specNames = Object.keys(specs) as [SpecName, ...SpecName[]];

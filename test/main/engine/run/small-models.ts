import type { ExperimentInput } from '#spec/experiment';

type Model = ExperimentInput['model'];

/** Two layers with an interface between them, batch norm and dropout; for `waveDataset(5, ...)`. */
export const classifier: Model = {
  nodes: {
    x: { kind: 'input', field: 'x' },
    a: { kind: 'dense', units: 6, batchNorm: true, activation: 'relu' },
    drop: { kind: 'dropout', rate: 0.2 },
    b: { kind: 'dense', units: 3 },
    loss: { kind: 'softmaxCrossEntropy', target: 'label' },
  },
  edges: [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'drop' },
    {
      from: 'drop',
      to: 'b',
      decoupled: {
        synthesizer: { hidden: [4], batchNorm: true, condition: 'label' },
        syntheticInput: { hidden: [] },
      },
    },
    { from: 'b', to: 'loss' },
  ],
};

/** A slow network over a fast one, with recurrent interfaces and one between them; for the task `recall`. */
export const twoRates: Model = {
  nodes: {
    x: { kind: 'input', field: 'symbol' },
    a: { kind: 'lstm', units: 3 },
    near: { kind: 'dense', units: 'classes' },
    nearLoss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
    b: { kind: 'rnn', units: 3, period: 3 },
    far: { kind: 'dense', units: 'classes' },
    farLoss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
  },
  edges: [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'a', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
    { from: 'a', to: 'near' },
    { from: 'near', to: 'nearLoss' },
    { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [] } } },
    { from: 'b', to: 'b', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
    { from: 'b', to: 'far' },
    { from: 'far', to: 'farLoss' },
  ],
};

/** At a rate of 100, the kernel of the second layer grows by a factor every step, until the loss overflows. */
export const diverging = (decoupled?: Model['edges'][number]['decoupled']): Model => ({
  nodes: {
    x: { kind: 'input', field: 'x' },
    a: { kind: 'dense', units: 2, activation: 'tanh' },
    b: { kind: 'dense', units: 1 },
    loss: { kind: 'meanSquaredError', target: 'y' },
  },
  edges: [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'b', ...(decoupled && { decoupled }) },
    { from: 'b', to: 'loss' },
  ],
});

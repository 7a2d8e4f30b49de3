import { experimentSchema, type Experiment } from '#spec/experiment';

/** The chain image → a → b → c → loss, in which a → b is decoupled. */
export function buildChain(): Experiment {
  const dense = { kind: 'dense', units: 4 };
  return experimentSchema.parse({
    version: 1,
    name: 'Chain',
    model: {
      nodes: {
        image: { kind: 'input', field: 'image' },
        a: dense,
        b: dense,
        c: dense,
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'image', to: 'a' },
        { from: 'a', to: 'b', decoupled: { synthesizer: { kind: 'mlp', hidden: [8] } } },
        { from: 'b', to: 'c' },
        { from: 'c', to: 'loss' },
      ],
    },
    task: { kind: 'mnist' },
    training: { steps: 10, optimizer: { kind: 'sgd', rate: 0.1 } },
  });
}

import { experimentSchema, type Experiment } from '#spec/experiment';

/** A small valid experiment on the spirals. */
export function spirals(name = 'Spirals, cDNI', steps = 60): Experiment {
  return experimentSchema.parse({
    version: 1,
    name,
    model: {
      nodes: {
        point: { kind: 'input', field: 'point' },
        hidden: { kind: 'dense', units: 16, activation: 'relu' },
        logits: { kind: 'dense', units: 3 },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'point', to: 'hidden' },
        {
          from: 'hidden',
          to: 'logits',
          decoupled: { synthesizer: { hidden: [], condition: 'label' } },
        },
        { from: 'logits', to: 'loss' },
      ],
    },
    task: { kind: 'spirals' },
    training: {
      method: 'dni',
      steps,
      batch: 32,
      evaluateEvery: 20,
      checkpointEvery: 20,
      optimizer: { kind: 'adam', rate: 0.003 },
    },
    diagnostics: { every: 10, batch: 64 },
  });
}

import { experimentSchema, type Experiment } from '#spec/experiment';

const kinds: Record<string, object> = {
  image: { kind: 'input', field: 'image' },
  sum: { kind: 'add' },
  loss: { kind: 'softmaxCrossEntropy', target: 'label' },
  core: { kind: 'lstm', units: 4 },
  slow: { kind: 'gru', units: 4, period: 4 },
};

/**
 * Builds an experiment from the edges of its model, as in `image>a a/b b>loss`. `>` is an ordinary edge,
 * `/` a decoupled one, `~` one with a delay of one tick, and `%` one with both. Nodes are dense layers
 * except those in `kinds`. `values` replaces parts of the experiment.
 */
export function buildExperiment(text: string, values: object = {}): Experiment {
  const edges = text
    .split(' ')
    .filter((word) => /[>/~%]/.test(word))
    .map((word) => {
      const [from = '', to = ''] = word.split(/[>/~%]/);
      return {
        from,
        to,
        ...(/[~%]/.test(word) ? { delay: 1 } : {}),
        ...(/[/%]/.test(word) ? { decoupled: { synthesizer: { hidden: [] } } } : {}),
      };
    });
  const ids = new Set(text.split(/[ >/~%]/));
  return experimentSchema.parse({
    version: 1,
    name: 'test',
    model: {
      nodes: Object.fromEntries(
        [...ids].map((id) => [id, kinds[id] ?? { kind: 'dense', units: 4 }]),
      ),
      edges,
    },
    task: { kind: 'mnist' },
    training: { steps: 10, method: 'dni', optimizer: { kind: 'sgd', rate: 0.1 } },
    ...values,
  });
}

import { describe, expect, it } from 'vitest';
import { buildOptimizers } from '#engine/optimizers/build-optimizers';
import type { Method } from '#spec/training';
import { experiment, network, numbers, onPlainCpu } from '../helpers';

const spec = (method: Method) =>
  experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        a: { kind: 'rnn', units: 2 },
        b: { kind: 'dense', units: 1, batchNorm: true },
        bb: { kind: 'dense', units: 1 },
        loss: { kind: 'meanSquaredError', target: 'y' },
      },
      edges: [
        { from: 'x', to: 'a' },
        {
          from: 'a',
          to: 'a',
          delay: 1,
          decoupled: {
            synthesizer: { hidden: [] },
            optimizer: { kind: 'sgd', rate: 0.25 },
            auxiliary: true,
          },
        },
        {
          from: 'a',
          to: 'b',
          decoupled: {
            synthesizer: { hidden: [] },
            syntheticInput: { hidden: [], optimizer: { kind: 'sgd', rate: 0.75 } },
          },
        },
        { from: 'b', to: 'bb', decoupled: { synthesizer: { hidden: [] } } },
        { from: 'bb', to: 'loss' },
      ],
    },
    training: { method, steps: 4, optimizer: { kind: 'sgd', rate: 0.5 } },
  });

/** By id, the learning rate and the names of the parameters. */
function built(method: Method): Record<string, [number | undefined, string]> {
  const [parts, net] = [spec(method), network(spec(method), numbers(2))];
  const optimizers = buildOptimizers(net, parts.training);
  const found = [...optimizers].map(([id, optimizer]) => {
    const names = optimizer.parameters.map(({ name }) => name).join(' ');
    const entry = [id, [optimizer.scalars(0)[1], names]] as const;
    optimizer.dispose();
    return entry;
  });
  net.dispose();
  return Object.fromEntries(found) as Record<string, [number, string]>;
}

const modules = {
  a: [0.5, 'a/kernel a/recurrent a/bias'],
  // Nothing of `bb`, and no running statistics.
  b: [0.5, 'b/kernel b/bias b/batchNorm/scale b/batchNorm/offset'],
  bb: [0.5, 'bb/kernel bb/bias'],
};

describe('the optimizers of a run', () => {
  onPlainCpu();

  it('are one per module where synthesizers are not used', () => {
    expect(built('none')).toEqual(modules);
    expect(built('backprop')).toEqual(modules);
  });

  it('are one more for each model on an interface under dni, with its own settings or those of the run', () => {
    const layer = (name: string): string => `${name}/0/kernel ${name}/0/bias`;
    expect(built('dni')).toEqual({
      ...modules,
      'a->a/synthesizer': [0.25, layer('a->a/synthesizer')],
      'a->a/auxiliary': [0.25, layer('a->a/auxiliary')],
      'a->b/synthesizer': [0.5, layer('a->b/synthesizer')],
      'a->b/syntheticInput': [0.75, layer('a->b/syntheticInput')],
      'b->bb/synthesizer': [0.5, layer('b->bb/synthesizer')],
    });
  });
});

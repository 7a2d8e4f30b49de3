import { expect, it } from 'vitest';
import { forwardCosts } from '#engine/step/forward-costs';
import { experiment, numbers } from '../helpers';

const spec = (method: 'dni' | 'none' | 'backprop') =>
  experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        a: { kind: 'dense', units: 5 },
        b: { kind: 'dense', units: 3 },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [7], condition: 'label' } } },
        { from: 'b', to: 'loss' },
      ],
    },
    training: { method, steps: 1, batch: 64, optimizer: { kind: 'sgd', rate: 1 } },
  });

it('counts the nodes for one example, and the synthesizers where the method uses them', () => {
  const fields = numbers(2);
  // x, a: 2 · 5, b: 5 · 3, the loss.
  const nodes = [0, 10, 15, 0];
  expect(forwardCosts(spec('backprop'), fields)).toEqual(nodes);
  expect(forwardCosts(spec('none'), fields)).toEqual(nodes);
  // The message of 5 and the label of 3 classes to 7, then to 5.
  expect(forwardCosts(spec('dni'), fields)).toEqual([...nodes, 8 * 7 + 7 * 5]);
});

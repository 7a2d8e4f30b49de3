import { expect, it } from 'vitest';
import { removeNodes } from '#spec/remove-nodes';
import { model } from './make';

const a = { kind: 'dense', units: 4 };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };

it('removes nodes with their edges, settings and role as the deciding loss', () => {
  const two = {
    ...model({ a, b: a, loss }, ['a>b', 'b>>loss'], { loss: {} }),
    decidingLoss: 'loss',
  };
  expect(removeNodes(two, new Set(['loss']))).toEqual(model({ a, b: a }, ['a>b']));
  expect(removeNodes(two, new Set(['a']))).toMatchObject({ decidingLoss: 'loss' });
});

it('keeps the settings of a module with every piece that is left of it', () => {
  const settings = { updateProbability: 0.5 };
  const chain = model({ a, b: a, c: a, d: a }, ['a>b', 'b>c', 'c>>d'], { b: settings, d: {} });
  expect(removeNodes(chain, new Set(['b'])).modules).toEqual({ a: settings, c: settings, d: {} });
  expect(removeNodes(chain, new Set(['a'])).modules).toEqual({ b: settings, d: {} });
});

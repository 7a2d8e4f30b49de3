import { expect, it } from 'vitest';
import { findLabelField, labelSize } from '#spec/label-field';
import type { Model } from '#spec/model';
import type { Fields } from '#spec/task';
import { template } from './make';

const loss = (target: string) => ({ kind: 'softmaxCrossEntropy', target, weight: 1 }) as const;
const fields: Fields = {
  image: { kind: 'values', shape: [28, 28, 1] },
  odd: { kind: 'label', classes: 5 },
  threes: { kind: 'label', classes: 17 },
  force: { kind: 'values', shape: [3] },
};

it('a message between two networks is conditioned on the target of the receiving network', () => {
  const { model } = template('counting-dni');
  expect(findLabelField(model, { to: 'b' })).toBe('threes');
  expect(findLabelField(model, { to: 'a' })).toBe('odd');
  expect(labelSize(model, { to: 'b' }, fields)).toBe(17);
});

it('of several losses the nearest counts, independent of their order', () => {
  const dense = {
    kind: 'dense',
    units: 3,
    bias: true,
    batchNorm: false,
    activation: 'relu',
  } as const;
  const model: Model = {
    nodes: {
      far: loss('odd'),
      near: { kind: 'meanSquaredError', target: 'force', weight: 1 },
      a: dense,
      b: dense,
    },
    edges: [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'far' },
      { from: 'a', to: 'near' },
    ],
    modules: {},
  };
  expect(findLabelField(model, { to: 'a' })).toBe('force');
  expect(labelSize(model, { to: 'a' }, fields)).toBe(3);
  expect(findLabelField(model, { to: 'b' })).toBe('odd');
});

it('there is no label where the message leads to no loss or the fields are unknown', () => {
  const model: Model = {
    nodes: { a: { kind: 'dropout', rate: 0.5 }, b: loss('odd') },
    edges: [{ from: 'b', to: 'a' }],
    modules: {},
  };
  expect(findLabelField(model, { to: 'a' })).toBeNull();
  expect(labelSize(model, { to: 'a' }, fields)).toBe(0);
  expect(labelSize(model, { to: 'b' }, null)).toBe(0);
});

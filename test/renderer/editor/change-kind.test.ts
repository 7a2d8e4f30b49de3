import { expect, it } from 'vitest';
import { synthesizerSchema } from '#spec/model';
import { optimizerSchema, scheduleSchema } from '#spec/optimizer';
import { changeKind } from '../../../src-renderer/editor/change-kind';

it('keeps the settings that both kinds of optimizer have', () => {
  const adam = optimizerSchema.parse({
    kind: 'adam',
    rate: 0.003,
    beta1: 0.5,
    epsilon: 1e-6,
    clipNorm: 2,
    schedule: { kind: 'cosine', end: 0.1 },
  });
  expect(changeKind(optimizerSchema, adam, 'rmsprop')).toEqual({
    kind: 'rmsprop',
    rate: 0.003,
    schedule: { kind: 'cosine', end: 0.1 },
    weightDecay: 0,
    clipNorm: 2,
    decay: 0.9,
    epsilon: 1e-6,
  });
});

it('drops settings of the old kind alone, and takes those of the new kind from its schema', () => {
  const conv = synthesizerSchema.parse({ kind: 'conv', hidden: [32], kernel: 3, batchNorm: true });
  const mlp = changeKind(synthesizerSchema, conv, 'mlp');
  expect(mlp).toEqual({
    kind: 'mlp',
    hidden: [32],
    batchNorm: true,
    squash: false,
    activation: 'relu',
  });
  expect(changeKind(synthesizerSchema, mlp, 'conv')).toEqual({ ...conv, kernel: 5 });
});

it('takes settings that the old kind lacks from the given defaults', () => {
  const step = scheduleSchema.parse({ kind: 'step', at: [100, 200], factor: 0.2 });
  const defaults = { factor: 0.5, every: 1000 };
  expect(changeKind(scheduleSchema, step, 'exponential', defaults)).toEqual({
    kind: 'exponential',
    factor: 0.2,
    every: 1000,
  });
  expect(changeKind(scheduleSchema, step, 'constant')).toEqual({ kind: 'constant' });
});

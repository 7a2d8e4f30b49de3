import { expect, it } from 'vitest';
import { optimizerSchema, scheduleSchema } from '#spec/optimizer';
import { validateSetting } from '../../../../src-renderer/canvas/inspector/validate-setting';

const sgd = optimizerSchema.parse({ kind: 'sgd', rate: 0.1 });

it('accepts valid values', () => {
  expect(validateSetting(optimizerSchema, sgd, 'rate', 0.2)).toBeNull();
  expect(validateSetting(optimizerSchema, sgd, 'clipNorm', undefined)).toBeNull();
});

it('describes which limit a number exceeds, and whether the limit itself is allowed', () => {
  expect(validateSetting(optimizerSchema, sgd, 'rate', 0)).toBe('More than 0.');
  expect(validateSetting(optimizerSchema, sgd, 'weightDecay', -1)).toBe('At least 0.');
  const adam = optimizerSchema.parse({ kind: 'adam', rate: 0.1 });
  expect(validateSetting(optimizerSchema, adam, 'beta1', 1)).toBe('Less than 1.');
});

it('asks for at least one number if a list must not be empty', () => {
  const step = scheduleSchema.parse({ kind: 'step', at: [5] });
  expect(validateSetting(scheduleSchema, step, 'at', [])).toBe('Type at least one number.');
});

it('ignores problems of the other settings', () => {
  expect(validateSetting(optimizerSchema, { ...sgd, weightDecay: -1 }, 'rate', 0.2)).toBeNull();
});

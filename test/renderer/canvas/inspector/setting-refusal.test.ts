import { expect, it } from 'vitest';
import { optimizerSchema, scheduleSchema } from '#spec/optimizer';
import { settingRefusal } from '../../../../src-renderer/canvas/inspector/setting-refusal';

const sgd = optimizerSchema.parse({ kind: 'sgd', rate: 0.1 });

it('lets through what fits', () => {
  expect(settingRefusal(optimizerSchema, sgd, 'rate', 0.2)).toBeNull();
  expect(settingRefusal(optimizerSchema, sgd, 'clipNorm', undefined)).toBeNull();
});

it('says which side of a limit a number must be on', () => {
  expect(settingRefusal(optimizerSchema, sgd, 'rate', 0)).toBe('More than 0.');
  expect(settingRefusal(optimizerSchema, sgd, 'weightDecay', -1)).toBe('At least 0.');
  const adam = optimizerSchema.parse({ kind: 'adam', rate: 0.1 });
  expect(settingRefusal(optimizerSchema, adam, 'beta1', 1)).toBe('Less than 1.');
});

it('asks for at least one number where a list must not be empty', () => {
  const step = scheduleSchema.parse({ kind: 'step', at: [5] });
  expect(settingRefusal(scheduleSchema, step, 'at', [])).toBe('Type at least one number.');
});

it('does not blame a setting for what is wrong with another', () => {
  expect(settingRefusal(optimizerSchema, { ...sgd, weightDecay: -1 }, 'rate', 0.2)).toBeNull();
});

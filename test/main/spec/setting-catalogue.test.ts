import { expect, it } from 'vitest';
import {
  diagnosticsSettings,
  moduleSettings,
  scheduleSettings,
  stopEarlySettings,
  trainingSettings,
} from '#spec/setting-catalogue';
import { defaultNoProgressAfter } from '#spec/training';

const all = [
  ...[...diagnosticsSettings, ...moduleSettings, ...stopEarlySettings, ...trainingSettings],
  ...Object.values(scheduleSettings).flat(),
];
const emptyOf = (key: string) => all.find((setting) => setting.key === key)?.empty;

it('an empty field does not say none where the setting means something else', () => {
  expect(defaultNoProgressAfter).toBe(10);
  expect(emptyOf('noProgressAfter')).toBe('10');
  expect(emptyOf('minDelta')).toBe('0');
  expect(emptyOf('over')).toBe('whole run');
  expect(emptyOf('metric')).toBe('the deciding one');
  expect(emptyOf('maxSeconds')).toBe('no limit');
});

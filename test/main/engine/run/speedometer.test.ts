import { expect, it } from 'vitest';
import { Speedometer } from '#engine/run/speedometer';
import { onPlainCpu } from '../helpers';

onPlainCpu();

it('measures once a second of training, from where a run resumed', () => {
  const session = { step: 100, seconds: 50, examples: 800 };
  const speed = new Speedometer(session);
  Object.assign(session, { step: 103, seconds: 50.9 });
  expect(speed.measure()).toEqual([]);
  Object.assign(session, { step: 110, seconds: 52, examples: 880 });
  const measured = new Map(speed.measure());
  expect(measured.get('speed/steps-per-second')).toBe(5);
  expect(measured.get('speed/examples-seen')).toBe(880);
  expect(measured.get('memory/resident-megabytes')).toBeGreaterThan(10);
  expect(measured.get('memory/tensors')).toBeGreaterThanOrEqual(0);
  expect(speed.measure()).toEqual([]);
});

import { expect, it } from 'vitest';
import { Speedometer } from '#engine/run/speedometer';
import { onPlainCpu } from '../helpers';

onPlainCpu();

it('measures once a second of training, from where a run resumed', () => {
  const session = { step: 100, seconds: 50, examples: 800 };
  const speed = new Speedometer(session);
  Object.assign(session, { step: 101, seconds: 50.5 });
  expect(speed.measure()).toEqual([]);
  Object.assign(session, { step: 103, seconds: 50.9 });
  expect(speed.measure()).toEqual([]);
  Object.assign(session, { step: 111, seconds: 52.5, examples: 880 });
  const measured = new Map(speed.measure());
  expect(measured.get('speed/steps-per-second')).toBe(5);
  expect(measured.get('speed/examples-seen')).toBe(880);
  expect(measured.get('memory/resident-megabytes')).toBeGreaterThan(10);
  expect(measured.get('memory/tensors')).toBeGreaterThanOrEqual(0);
  expect(speed.measure()).toEqual([]);
});

it('leaves the first call out of the speed, in which the step is compiled', () => {
  const session = { step: 0, seconds: 0, examples: 0 };
  const speed = new Speedometer(session);
  // One step took 4 s, those that follow take 0.01 s.
  Object.assign(session, { step: 1, seconds: 4, examples: 8 });
  const first = new Map(speed.measure());
  expect(first.has('speed/steps-per-second')).toBe(false);
  expect(first.get('speed/examples-seen')).toBe(8);
  Object.assign(session, { step: 151, seconds: 5.5, examples: 1208 });
  expect(new Map(speed.measure()).get('speed/steps-per-second')).toBe(100);
});

it('counts the examples of a step once, also between two measurements', () => {
  const session = { step: 0, seconds: 0, examples: 0 };
  const speed = new Speedometer(session);
  expect(speed.countExamples()).toEqual([]);
  Object.assign(session, { step: 1, seconds: 4, examples: 8 });
  expect(new Map(speed.measure()).get('speed/examples-seen')).toBe(8);
  expect(speed.countExamples()).toEqual([]);
  Object.assign(session, { step: 3, seconds: 4.2, examples: 24 });
  expect(speed.measure()).toEqual([]);
  expect(speed.countExamples()).toEqual([['speed/examples-seen', 24]]);
  expect(speed.countExamples()).toEqual([]);
});

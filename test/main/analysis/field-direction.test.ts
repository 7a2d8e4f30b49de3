import { expect, it } from 'vitest';
import { directionOf } from '#analysis/field-direction';

it('is that of the metric, whichever value of its curve is meant', () => {
  expect(directionOf('test/error')).toBe('smaller');
  expect(directionOf('test/error@max')).toBe('smaller');
  expect(directionOf('interface/a->b/cosine')).toBe('larger');
  expect(directionOf('task/level')).toBe('larger');
});

it('is none of settings, counts and norms, but less time is better', () => {
  const fields = [
    'training.batch',
    'run.parameters',
    'speed/examples-seen',
    'gradient/core->core/at-8',
  ];
  expect(fields.map(directionOf)).toEqual([null, null, null, null]);
  expect(directionOf('run.seconds')).toBe('smaller');
});

import { expect, it } from 'vitest';
import { countNoun } from '#spec/count-noun';

it('has the singular for one only', () => {
  expect([0, 1, 2, 1000].map((number) => countNoun(number, 'run'))).toEqual([
    '0 runs',
    '1 run',
    '2 runs',
    '1,000 runs',
  ]);
  expect(countNoun(2, 'class', 'classes')).toBe('2 classes');
});

import { expect, it } from 'vitest';
import {
  formatTextScale,
  parseTextScale,
  stepTextScale,
  textScales,
} from '../../../src-renderer/stores/text-scale';

it('goes from 80 % to 200 % and back by the same steps, and no further', () => {
  const up = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];
  expect(textScales).toEqual(up);
  expect(up.map((_, index) => stepTextScale(textScales[index] ?? 1, 1))).toEqual([
    ...up.slice(1),
    2,
  ]);
  expect(up.map((_, index) => stepTextScale(textScales[index] ?? 1, -1))).toEqual([
    0.8,
    ...up.slice(0, -1),
  ]);
});

it('takes only a stored scale that is one of the steps', () => {
  expect([1.5, '1.5', 7, null].map(parseTextScale)).toEqual([1.5, undefined, undefined, undefined]);
});

it('is shown in percent', () => {
  expect([0.8, 1.1, 2].map((scale) => formatTextScale(parseTextScale(scale) ?? 1))).toEqual([
    '80 %',
    '110 %',
    '200 %',
  ]);
});

import { expect, it } from 'vitest';
import { parseRungs } from '../../../src-renderer/studies/parse-rungs';

it.each([
  ['500, 1000, 2000', [500, 1000, 2000]],
  ['1000 500 500', [500, 1000, 2000]],
  ['2000', [2000]],
])('reads %s', (text, rungs) => expect(parseRungs(text, 2000)).toEqual(rungs));

it.each([
  ['', 'whole numbers'],
  ['0, 5', 'whole numbers'],
  ['1.5', 'whole numbers'],
  ['500, 4000', 'a rung cannot be at 4000'],
])('explains what is wrong with %j', (text, message) =>
  expect(parseRungs(text, 2000)).toContain(message),
);

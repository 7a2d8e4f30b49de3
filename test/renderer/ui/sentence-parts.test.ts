import { expect, it } from 'vitest';
import {
  keepNumbersWhole,
  splitSentence,
  withArrows,
} from '../../../src-renderer/ui/sentence-parts';

it('writes edges with an arrow that stays on one line', () => {
  expect(withArrows("The edge 'a->b' leads to 'b'.")).toBe(
    "The edge 'a\u00a0→\u00a0b' leads to 'b'.",
  );
});

it('tells what is to be typed, in which nothing is changed', () => {
  expect(splitSentence("Type `--set 'a->b'` for 'a->b'.")).toEqual([
    { text: 'Type ', isCode: false },
    { text: "--set 'a->b'", isCode: true },
    { text: " for 'a\u00a0→\u00a0b'.", isCode: false },
  ]);
  // A single backtick marks nothing.
  expect(splitSentence('a ` b')).toEqual([
    { text: 'a ', isCode: false },
    { text: ' b', isCode: false },
  ]);
});

it('keeps a number, its unit and its uncertainty in one line', () => {
  expect(keepNumbersWhole('DNI 3.01 % ± 0.09, none 10 % of 5.')).toBe(
    'DNI 3.01\u00a0%\u00a0±\u00a00.09, none 10\u00a0% of 5.',
  );
  // A loss has no unit.
  expect(keepNumbersWhole('DNI 0.11 ± 0.09')).toBe('DNI 0.11\u00a0±\u00a00.09');
});

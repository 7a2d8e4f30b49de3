import { expect, it } from 'vitest';
import { firstSentences } from '#spec/first-sentences';

it('keeps three sentences, and counts the rest', () => {
  expect(firstSentences([])).toBe('');
  expect(firstSentences(['A.'])).toBe('A.');
  expect(firstSentences(['A.', 'B.', 'C.'])).toBe('A. B. C.');
  expect(firstSentences(['A.', 'B.', 'C.', 'D.', 'E.'])).toBe('A. B. C. (And 2 more.)');
});

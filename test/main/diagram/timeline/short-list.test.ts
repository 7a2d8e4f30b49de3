import { expect, it } from 'vitest';
import { shortList } from '#diagram/timeline/short-list';

it('says all names of a short list, and the first of a long one', () => {
  expect(shortList(['a'])).toBe('a');
  expect(shortList(['a', 'b', 'c'])).toBe('a, b, and c');
  expect(shortList([...'abcdef'])).toBe('a, b, c, d, e, and f');
  expect(shortList([...'abcdefghi'])).toBe('a, b, c, d, e, f, and 3 more');
});

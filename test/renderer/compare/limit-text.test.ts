import { expect, it } from 'vitest';
import { formatLimit, parseLimit } from '../../../src-renderer/compare/limit-text';

it('reads a limit, and none from an empty text', () => {
  expect(parseLimit('2.5')).toEqual({ value: 2.5 });
  expect(parseLimit(' ')).toEqual({ value: null });
  expect([formatLimit(null), formatLimit(1e-4)]).toEqual(['', '1e-4']);
});

it('says what is wrong with a text that is no number', () =>
  expect(parseLimit('abc')).toBe('Type a number, like 256 or 3e-4.'));

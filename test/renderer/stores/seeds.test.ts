import { describe, expect, it } from 'vitest';
import { parseSeeds } from '../../../src-renderer/stores/seeds';

describe('readSeeds', () => {
  it.each([
    ['1', [1]],
    ['1, 2 5', [1, 2, 5]],
    ['1-3, 2', [1, 2, 3]],
    ['0', [0]],
  ])('parses %s', (text, seeds) => expect(parseSeeds(text)).toEqual(seeds));

  it.each([
    ['', 'at least one'],
    ['x', "'x' is no seed"],
    ['1.5', "'1.5' is no seed"],
    ['5-1', 'Write 1-5'],
    ['1-1000000000', 'At most 50'],
    ['4294967296', 'too large'],
  ])('explains the error in %j', (text, message) => expect(parseSeeds(text)).toContain(message));
});

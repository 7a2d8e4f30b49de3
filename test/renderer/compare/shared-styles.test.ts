import { expect, it } from 'vitest';
import { countSharedStyles } from '../../../src-renderer/compare/shared-styles';

it('counts the lines that look like another one', () => {
  expect(countSharedStyles([])).toBe(0);
  expect(countSharedStyles(['blue', 'red'])).toBe(0);
  expect(countSharedStyles(['blue', 'red', 'blue', 'blue', 'green', 'red'])).toBe(5);
});

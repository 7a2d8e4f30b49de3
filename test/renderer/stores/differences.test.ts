import { expect, it } from 'vitest';
import { formatSetting } from '../../../src-renderer/stores/differences';

it('formats values for a table, not as code', () => {
  expect([true, [], [64, 32], undefined, 0.1].map(formatSetting)).toEqual([
    'yes',
    'none',
    '64, 32',
    '–',
    '0.1',
  ]);
});

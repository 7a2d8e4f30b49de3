import { describe, expect, it } from 'vitest';
import { formatNumber } from '../../../../src-renderer/stores/format';
import { formatTicks } from '#chart/axes/tick-labels';

describe('formatTicks', () => {
  it('formats numbers with the given format', () => {
    expect(formatTicks([0.5, 1, 1.5], formatNumber)).toEqual(['0.5', '1', '1.5']);
  });

  it('uses more figures if two labels would be equal', () => {
    expect(formatTicks([1.0012, 1.0014, 1.0016], formatNumber)).toEqual([
      '1.0012',
      '1.0014',
      '1.0016',
    ]);
  });

  it('stops if equal values cannot be distinguished', () => {
    expect(formatTicks([2, 2], formatNumber)).toEqual(['2', '2']);
  });
});

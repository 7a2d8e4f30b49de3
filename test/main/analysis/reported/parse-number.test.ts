import { describe, expect, it } from 'vitest';
import { parseWrittenNumber } from '#analysis/reported/parse-number';

const plain = { uncertainty: null, interval: null, hasPercent: false };

describe('parseWrittenNumber', () => {
  it.each([
    ['1.7', { ...plain, value: 1.7 }],
    ['−1.7', { ...plain, value: -1.7 }],
    ['1.7 %', { ...plain, value: 1.7, hasPercent: true }],
    ['1.7 ± 0.1', { ...plain, value: 1.7, uncertainty: 0.1 }],
    ['1.7±0.1 %', { ...plain, value: 1.7, uncertainty: 0.1, hasPercent: true }],
    ['1.7 +/- 0.1', { ...plain, value: 1.7, uncertainty: 0.1 }],
    ['1.7 (0.1)', { ...plain, value: 1.7, uncertainty: 0.1 }],
    ['1.72(12)', { ...plain, value: 1.72, uncertainty: 0.12 }],
    ['12 (2)', { ...plain, value: 12, uncertainty: 2 }],
    ['1.7 [1.6, 1.8]', { ...plain, value: 1.7, interval: { low: 1.6, high: 1.8 } }],
    ['1,024', { ...plain, value: 1024 }],
    ['1,7', { ...plain, value: 1.7 }],
    ['2.5e-3', { ...plain, value: 0.0025 }],
    ['3 × 10^2', { ...plain, value: 300 }],
    ['84.5*', { ...plain, value: 84.5 }],
  ])('reads %s', (text, expected) => {
    expect(parseWrittenNumber(text)).toEqual(expected);
  });

  it.each(['', 'DNI', '1.7 ±', '3 layers', '1.7 / 1.8', '[1, 2]'])('does not read %j', (text) => {
    expect(parseWrittenNumber(text)).toBeNull();
  });
});

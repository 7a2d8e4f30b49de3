import { describe, expect, it } from 'vitest';
import { formatBytes, formatWhen, secondsLeft } from '../../../src-renderer/stores/format';

describe('numbers', () => {
  it('abbreviates bytes', () => {
    expect(formatBytes(999)).toBe('999 B');
    expect(formatBytes(1_400_000)).toBe('1.4 MB');
    expect(formatBytes(999_600)).toBe('1 MB');
  });
});

describe('time', () => {
  it('estimates the remaining time from the measured speed, and only from it', () => {
    expect(secondsLeft(400, 1000, 50)).toBe(12);
    expect(secondsLeft(400, 1000, null)).toBeNull();
    expect(secondsLeft(400, 1000, 0)).toBeNull();
    expect(secondsLeft(1000, 1000, null)).toBe(0);
  });

  it('includes the date only for another day', () => {
    const now = new Date(2026, 10, 23, 15, 0, 0);
    const at = (...parts: [number, number, number, number, number]) =>
      formatWhen(new Date(...parts).toISOString(), now);
    expect(formatWhen(now.toISOString(), now)).toBe('just now');
    expect(at(2026, 10, 23, 14, 55)).toBe('5 min ago');
    expect(at(2026, 10, 23, 9, 2)).toBe('today 09:02');
    expect(at(2026, 10, 3, 14, 2)).toBe('Nov 3, 14:02');
    expect(at(2025, 10, 3, 14, 2)).toBe('Nov 3, 2025');
  });
});

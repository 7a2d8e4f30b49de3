import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatElapsed,
  formatWhen,
  secondsLeft,
} from '../../../src-renderer/stores/format';

describe('numbers', () => {
  it('abbreviates bytes', () => {
    expect(formatBytes(999)).toBe('999 B');
    expect(formatBytes(1_400_000)).toBe('1.4 MB');
    expect(formatBytes(999_600)).toBe('1 MB');
  });
});

describe('time', () => {
  it('tells moments of training apart', () => {
    expect(formatElapsed(0)).toBe('0 s');
    expect(formatElapsed(0.1234)).toBe('0.123 s');
    expect(formatElapsed(59.9999)).toBe('1 min');
    expect(formatElapsed(72.25)).toBe('1 min 12.25 s');
    expect(formatElapsed(150)).toBe('2 min 30 s');
    expect(formatElapsed(5400)).toBe('1 h 30 min');
    expect(formatElapsed(3601.4)).toBe('1 h 1 s');
  });

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

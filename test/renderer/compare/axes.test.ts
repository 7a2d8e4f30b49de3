import { describe, expect, it } from 'vitest';
import { stepsOfRange, xOf } from '../../../src-renderer/compare/axes';

const columns = { step: [10, 20, 30, 40], seconds: [1, 2, 3, 4], value: [0, 0, 0, 0] };

describe('xOf', () => {
  it('counts steps, seconds or examples', () => {
    const seen = (step: number) => 256 * step;
    expect(xOf(columns, 'step', seen)).toEqual([10, 20, 30, 40]);
    expect(xOf(columns, 'seconds', seen)).toEqual([1, 2, 3, 4]);
    expect(xOf(columns, 'examples', seen)).toEqual([2560, 5120, 7680, 10_240]);
  });
});

const seen = (step: number) => step;

describe('stepsOfRange', () => {
  it('holds the range and one point more at both sides', () => {
    const range = { from: 1.5, to: 2.5 };
    expect(stepsOfRange(range, 'seconds', [{ columns, seen }])).toEqual({ from: 10, to: 30 });
  });

  it('holds the range of every curve', () => {
    const slower = { step: [1, 2, 3], seconds: [1, 2, 3], value: [0, 0, 0] };
    const curves = [
      { columns, seen },
      { columns: slower, seen },
    ];
    expect(stepsOfRange({ from: 2, to: 3 }, 'seconds', curves)).toEqual({ from: 1, to: 40 });
  });

  it('is null where no curve reaches', () => {
    expect(stepsOfRange({ from: 50, to: 60 }, 'step', [{ columns, seen }])).toBeNull();
    expect(stepsOfRange({ from: 0, to: 5 }, 'step', [{ columns, seen }])).toBeNull();
    expect(stepsOfRange({ from: 0, to: 5 }, 'step', [])).toBeNull();
  });
});

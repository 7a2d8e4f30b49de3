import { describe, expect, it } from 'vitest';
import { findEndX, findStepsInRange, readXValues } from '../../../src-renderer/compare/axes';

const columns = { step: [10, 20, 30, 40], seconds: [1, 2, 3, 4], value: [0, 0, 0, 0] };

describe('xOf', () => {
  it('returns steps, seconds or examples', () => {
    const countExamples = (step: number) => 256 * step;
    expect(readXValues(columns, 'step', countExamples)).toEqual([10, 20, 30, 40]);
    expect(readXValues(columns, 'seconds', countExamples)).toEqual([1, 2, 3, 4]);
    expect(readXValues(columns, 'examples', countExamples)).toEqual([2560, 5120, 7680, 10_240]);
  });
});

describe('findEndX', () => {
  it('returns the step or its examples, and the time of the last point', () => {
    const countExamples = (step: number) => 256 * step;
    expect(findEndX(columns, 45, 'step', countExamples)).toBe(45);
    expect(findEndX(columns, 45, 'examples', countExamples)).toBe(11_520);
    expect(findEndX(columns, 45, 'seconds', countExamples)).toBe(4);
  });
});

const countExamples = (step: number) => step;

describe('stepsOfRange', () => {
  it('covers the range and one more point on both sides', () => {
    const range = { from: 1.5, to: 2.5 };
    expect(findStepsInRange(range, 'seconds', [{ columns, countExamples }])).toEqual({
      from: 10,
      to: 30,
    });
  });

  it('covers the range for every curve', () => {
    const slower = { step: [1, 2, 3], seconds: [1, 2, 3], value: [0, 0, 0] };
    const curves = [
      { columns, countExamples },
      { columns: slower, countExamples },
    ];
    expect(findStepsInRange({ from: 2, to: 3 }, 'seconds', curves)).toEqual({ from: 1, to: 40 });
  });

  it('is null if no curve has a point in the range', () => {
    expect(findStepsInRange({ from: 50, to: 60 }, 'step', [{ columns, countExamples }])).toBeNull();
    expect(findStepsInRange({ from: 0, to: 5 }, 'step', [{ columns, countExamples }])).toBeNull();
    expect(findStepsInRange({ from: 0, to: 5 }, 'step', [])).toBeNull();
  });
});

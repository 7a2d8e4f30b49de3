import { describe, expect, it } from 'vitest';
import { dataBefore, recordData } from '#training/recorded-data';

const a = [{ name: 'train.txt', sha256: 'a' }];
const b = [{ name: 'train.txt', sha256: 'b' }];

describe('recordData', () => {
  it('records the data of the first attempt, and of later ones only where they differ', () => {
    const first = recordData([], 0, a);
    expect(first).toEqual([{ fromStep: 0, files: a }]);
    expect(recordData(first, 300, a)).toEqual(first);
    expect(recordData(first, 300, b)).toEqual([...first, { fromStep: 300, files: b }]);
  });

  it('forgets data of steps that are trained again', () => {
    const changed = recordData(recordData([], 0, a), 300, b);
    expect(recordData(changed, 200, a)).toEqual([{ fromStep: 0, files: a }]);
    expect(recordData(changed, 300, a)).toEqual([{ fromStep: 0, files: a }]);
    expect(recordData(changed, 0, b)).toEqual([{ fromStep: 0, files: b }]);
  });

  it('records nothing for generated data', () => {
    expect(recordData([], 0, [])).toEqual([]);
  });
});

describe('dataBefore', () => {
  it('is the data that led to the step', () => {
    const changed = recordData(recordData([], 0, a), 300, b);
    expect([0, 1, 300, 301].map((step) => dataBefore(changed, step))).toEqual([[], a, a, b]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Split } from '#data/dataset';
import { warnOfMissingClasses } from '#data/import/missing-classes';

const split = (...labels: number[]): Split => ({
  count: labels.length,
  columns: { kind: { kind: 'label', classes: 3, data: Int32Array.from(labels) } },
});
const fields = { kind: { kind: 'label' as const, classes: 3, names: ['ash', 'birch', 'cedar'] } };

describe('warnOfMissingClasses', () => {
  it('counts the examples of a held-out part whose classes the training part lacks', () => {
    const parts = { train: split(0, 1, 1), validation: split(2, 2, 0), test: split(1) };
    expect(warnOfMissingClasses(fields, parts)).toEqual([
      "2 of the 3 examples of the validation part are of classes in 'kind' that the training part lacks (cedar), so that the model cannot learn them. If the examples are in the order of their classes, import them again so that they are mixed.",
    ]);
  });

  it('says nothing where every class is in the training part, or there is no part', () => {
    const parts = { train: split(0, 1, 2), validation: split(2), test: split() };
    expect(warnOfMissingClasses(fields, parts)).toEqual([]);
  });
});

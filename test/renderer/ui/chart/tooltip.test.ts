import { describe, expect, it } from 'vitest';
import { toPoints, type Curve } from '../../../../src-renderer/ui/chart/chart-line';
import type { LineDataset } from '../../../../src-renderer/ui/chart/hover';
import { compareItems, tooltipCallbacks } from '../../../../src-renderer/ui/chart/tooltip';

const callbacks = tooltipCallbacks({
  xLabel: 'step',
  formatX: String,
  formatY: String,
  isLog: true,
});

function itemOf(curve: Curve, index: number, more: Partial<LineDataset> = {}) {
  const data = toPoints(curve, true);
  return { dataset: { label: 'test', data, ...more }, dataIndex: index, raw: data[index] };
}
type Item = ReturnType<typeof itemOf>;

/** The texts of a tooltip with these items. */
function texts(...items: Item[]): { title: unknown; labels: unknown[] } {
  const model = { dataPoints: items } as never;
  return {
    title: callbacks.title?.call(model, items as never),
    labels: items.map((item) => callbacks.label?.call(model, item as never)),
  };
}

const curve = { x: [10, 20], y: [0.5, 0] };

describe('a tooltip', () => {
  it('says the step and the measured values', () => {
    expect(texts(itemOf(curve, 0))).toEqual({ title: 'step 10', labels: ['0.5  test'] });
  });

  it('says the step of each value where they differ', () => {
    const other = itemOf({ x: [11], y: [3] }, 0, { label: 'train' });
    expect(texts(itemOf(curve, 0), other)).toEqual({
      title: '',
      labels: ['0.5  test, step 10', '3  train, step 11'],
    });
  });

  it('says the true value of a point that the axis cannot show', () => {
    expect(texts(itemOf(curve, 1)).labels).toEqual(['0  test, not on a log axis']);
    expect(texts(itemOf({ x: [1], y: [NaN] }, 0)).labels).toEqual(['NaN  test']);
  });

  it('says what is smoothed, and how a curve has ended at its last point', () => {
    const more = { isSmoothed: true, endLabel: 'diverged at step 25' };
    expect(texts(itemOf({ x: [1, 2], y: [3, 4] }, 0, more)).labels).toEqual(['3  test, smoothed']);
    expect(texts(itemOf({ x: [1, 2], y: [3, 4] }, 1, more)).labels).toEqual([
      '4  test, smoothed, diverged at step 25',
    ]);
  });

  it('lists the largest value first, and what is not a number last', () => {
    const items = [NaN, 1, Infinity, -2].map((y) => itemOf({ x: [1], y: [y] }, 0));
    const sorted = [...items].sort(compareItems);
    expect(sorted).toEqual([items[2], items[1], items[3], items[0]]);
  });
});

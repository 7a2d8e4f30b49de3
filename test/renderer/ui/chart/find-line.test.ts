import { describe, expect, it } from 'vitest';
import { findLineAt } from '../../../../src-renderer/ui/chart/find-line';
import { lineOf, plotOf } from './plot';

const plot = plotOf({ x: [0, 10], y: [0, 10] });
const flat = (key: string, value: number, more = {}) =>
  lineOf([0, 10], [value, value], { key, ...more });

describe('the line at the pointer', () => {
  it('is the one that passes nearest, also between two points that are far apart', () => {
    const lines = [flat('low', 2), flat('high', 8)];
    expect(findLineAt(lines, plot, { x: 55, y: 75 })).toBe('low');
    expect(findLineAt(lines, plot, { x: 55, y: 25 })).toBe('high');
  });

  it('is none where no line is near', () => {
    expect(findLineAt([flat('low', 2)], plot, { x: 50, y: 40 })).toBeNull();
  });

  it('is measured across the line, not only above and below it', () => {
    const steep = lineOf([4, 4.1], [0, 10], { key: 'steep' });
    // A hundred pixels above its nearest value, but five beside the line.
    expect(findLineAt([steep, flat('flat', 3)], plot, { x: 46, y: 60 })).toBe('steep');
  });

  it('is not found in a gap, or where it only helps to read the chart', () => {
    const broken = flat('broken', 5, { breaks: [1] });
    expect(findLineAt([broken], plot, { x: 50, y: 50 })).toBeNull();
    expect(findLineAt([flat('guide', 5, { isGuide: true })], plot, { x: 50, y: 50 })).toBeNull();
  });
});

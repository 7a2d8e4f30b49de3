import { describe, expect, it } from 'vitest';
import type { ChartLine } from '#chart/lines/chart-line';
import { findLinesInFront } from '../../../../src-renderer/ui/chart/overlay';
import { lineOf } from './plot';

/** A line with a point at each multiple of `every` up to `end`. */
function line(key: string, every: number, end: number): ChartLine {
  const x = Array.from({ length: end / every }, (_, index) => (index + 1) * every);
  return lineOf(x, x, { key });
}

describe('the lines in front of those that stand out', () => {
  const train = line('train', 1, 1000);
  const validation = line('validation', 20, 1000);
  const test = line('test', 20, 1000);
  const keysInFront = (lines: ChartLine[], back: ChartLine[]) =>
    findLinesInFront(lines, back).map(({ key }) => key);

  it('are those of evaluations where a line of training stands out', () => {
    expect(keysInFront([train, validation, test], [train])).toEqual(['validation', 'test']);
  });

  it('are none where all are measured as often', () => {
    expect(keysInFront([train, validation, test], [validation])).toEqual([]);
    expect(keysInFront([train, validation], [train, validation])).toEqual([]);
  });

  it('are not those of runs that ended sooner', () => {
    expect(keysInFront([train, line('diverged', 1, 100)], [train])).toEqual([]);
  });

  it('are those of a single point', () => {
    expect(keysInFront([train, line('first', 1, 1)], [train])).toEqual(['first']);
    expect(keysInFront([train], [line('first', 1, 1)])).toEqual([]);
  });
});

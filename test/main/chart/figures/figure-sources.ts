import type { FigureSource } from '#chart/figures/figure-source';
import type { ComparedLine } from '#chart/lines/compared-lines';
import { comparisonContentSchema } from '#spec/comparison';
import type { Curve } from '#spec/curves';
import { makeGroup, makeRun } from '../../../renderer/compare/charts/runs';

const columns = (numbers: readonly number[]): Float64Array => Float64Array.from(numbers);

export function makeCurve(
  key: string,
  x: readonly number[],
  y: readonly number[],
  changes: Partial<Curve> = {},
): Curve {
  return {
    ...{ key, metric: 'test/error', x: columns(x), y: columns(y), breaks: new Uint32Array() },
    ...{ lower: null, upper: null, n: null, raw: null, runs: [], isRare: true, notes: [] },
    ...{ total: x.length, zero: 0, negative: 0, notFinite: 0 },
    ...changes,
  };
}

/** A group of runs with these values of `x/value`; null: a run has none. */
export function makeLine(
  key: string,
  color: number,
  values: readonly (number | null)[],
): ComparedLine {
  const runs = values.map((value, index) => makeRun(`${key}${index}`, { seed: index + 1, value }));
  const label = key.toUpperCase();
  return { key, label, color, dash: [], isHidden: false, group: makeGroup(key, runs) };
}

/** A comparison of these lines, with these curves. */
export function makeSource(
  lines: readonly ComparedLine[],
  curves: readonly Curve[] = [],
  changes: Partial<FigureSource> = {},
): FigureSource {
  const runs = lines.flatMap(({ group }) => group.runs);
  return {
    content: comparisonContentSchema.parse({
      ...{ name: 'Comparison', runs: runs.map(({ id }) => id), metrics: [], xAxis: 'step' },
      ...{ smoothing: 0, logScale: false },
    }),
    ...{ runs, lines, range: null, selected: new Set(), reported: [], templates: new Map() },
    curveOf: (key, metric) => curves.find((curve) => curve.key === key && curve.metric === metric),
    ...changes,
  };
}

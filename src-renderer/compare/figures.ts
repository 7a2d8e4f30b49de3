import { describeMetric } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import { findFigure, titleInRun, type Figure } from '#spec/run-result';

/** A row of the comparison's table: one metric of all runs. */
export interface FigureRow {
  metric: string;
  /** By run; null where it has not measured the metric. */
  figures: (Figure | null)[];
  /** The best of the figures; null where they cannot be ranked. */
  winner: number | null;
}

/**
 * The figures of a metric, side by side. One of them is the best where the metric ranks runs and all figures came about in
 * the same way: a latest value is no match for one at a step that validation has chosen, nor are figures of different
 * losses.
 */
export function compareFigures(runs: readonly Run[], metric: string): FigureRow {
  const { isSmallerBetter, ranksRuns } = describeMetric(metric);
  const figures = runs.map((run) => findFigure(run, metric));
  const measured = runs.flatMap((run, index) => {
    const figure = figures[index];
    return figure && Number.isFinite(figure.value)
      ? [{ ...figure, title: titleInRun(metric, run) }]
      : [];
  });
  const values = measured.map(({ value }) => value);
  const kinds = new Set(measured.map(({ step, title }) => `${title}, ${step === null}`));
  if (!ranksRuns || values.length < 2 || kinds.size > 1) return { metric, figures, winner: null };
  return { metric, figures, winner: isSmallerBetter ? Math.min(...values) : Math.max(...values) };
}

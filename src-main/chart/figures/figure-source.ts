import type { Templates } from '#analysis/reported/match-reported';
import type { ReportedFigure } from '#analysis/reported/reported-figures';
import type { ComparisonContent } from '#spec/comparison';
import type { Curve } from '#spec/curves';
import type { Run } from '#spec/run';
import type { AxisRange } from '../axes/axis-range';
import type { ComparedLine } from '../lines/compared-lines';

/** What figures of a comparison are built from. */
export interface FigureSource {
  content: ComparisonContent;
  /** Every run that is compared, the oldest first. */
  runs: readonly Run[];
  /** Those that are not hidden. */
  lines: readonly ComparedLine[];
  /** The visible part of the x axis of charts of lines; null: all of it. */
  range: AxisRange | null;
  /** Runs of groups that are drawn as lines of their own. */
  selected: ReadonlySet<string>;
  /** The curve of a line, once it was read. `smoothing`: see `smoothingOf`. */
  curveOf: (key: string, metric: string, smoothing: number) => Curve | undefined;
  /** The reported results that the comparison shows. */
  reported: readonly ReportedFigure[];
  /** What reported results belong to. */
  templates: Templates;
}

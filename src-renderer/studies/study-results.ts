import { answerFormat, type AnswerFormat } from '#analysis/answer-format';
import type { StudyGroup, StudyResult } from '#analysis/study-result';
import type { Selections } from '#analysis/study-selection';
import type { Study, StudyEvidence } from '#spec/study';
import { assignStyles, type LineStyle } from '#chart/lines/line-styles';
import { toFigureRows, type FigureRow } from './figure-rows';
import { studyFields } from '#chart/figures/study-figure';

/** What the page of a study shows of its runs. */
export interface StudyResults {
  groups: StudyGroup[];
  /** The same groups, as figures draw them. */
  rows: FigureRow[];
  styles: ReadonlyMap<string, LineStyle>;
  /** The metric that is reported, and the one that chooses the step; null: the latest values count. */
  metric: string;
  selectBy: string | null;
  format: AnswerFormat;
  /** Keys of the groups that others are compared with. */
  baselines: readonly string[];
  /** What they are compared with, in words; where several groups have the values of the baseline, these values. */
  baselineLabel: string | null;
  /** Whether a run has finished, so that there is a value. */
  hasValues: boolean;
}

/** Null while nothing is measured. */
export function readResults(
  study: Pick<Study, 'axes' | 'models'>,
  { groups, measure, baseline, baselines, baselineLabel }: StudyResult,
): StudyResults | null {
  if (!measure || groups.length === 0) return null;
  const { metric, selectedBy } = measure;
  const styles = assignStyles(groups, studyFields(study));
  const format = answerFormat(
    metric,
    groups.map(({ comparison }) => comparison),
  );
  return {
    groups,
    rows: toFigureRows(groups, { styles, format, baseline }),
    styles,
    metric,
    selectBy: selectedBy,
    format,
    baselines,
    baselineLabel,
    hasValues: groups.some(({ comparison }) => comparison.mean !== null),
  };
}

export function toSelections({ selections }: StudyEvidence): Selections {
  return new Map(Object.entries(selections));
}

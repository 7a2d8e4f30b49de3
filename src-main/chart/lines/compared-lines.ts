import { groupRuns, labelGroups, type RunGroup } from '#analysis/group-runs';
import { countOnce } from '#analysis/repeated-runs';
import type { RunField } from '#analysis/run-field';
import type { ComparisonContent } from '#spec/comparison';
import type { Run } from '#spec/run';
import { assignStyles, type LineStyle } from './line-styles';

/** A line of the charts, and a row of the legend: a group, or a run where nothing is grouped. */
export interface ComparedLine extends LineStyle {
  key: string;
  label: string;
  /** Its runs count; those that repeat a seed of them are apart. */
  group: RunGroup;
  isHidden: boolean;
}

/** The lines of a comparison, hidden ones too, the oldest first. `fields`: those that group the runs. */
export function compareLines(
  runs: readonly Run[],
  fields: readonly RunField[],
  { colors, hidden }: Pick<ComparisonContent, 'colors' | 'hidden'>,
): ComparedLine[] {
  const groups = countOnce(groupRuns(runs, fields));
  const labels = labelGroups(groups);
  const styles = assignStyles(groups, fields, colors);
  return groups.map((group) => ({
    key: group.key,
    label: labels.get(group.key) ?? group.key,
    group,
    isHidden: hidden.includes(group.key),
    ...(styles.get(group.key) ?? { color: 0, dash: [] }),
  }));
}

import { describeRunsWithout } from '../answer';
import type { GroupComparison } from '../compare-groups';
import type { RunGroup } from '../group-runs';
import { describeMixedSettings } from '../mixed-settings';
import { describeRepeats } from '../repeated-runs';
import type { RunField } from '../run-field';
import { describeLengths, describeSteps, differInSteps } from '../run-lengths';
import { toCsv } from './csv';
import { groupFigures } from './group-figures';
import { describeResults } from './results-caption';
import { statisticsColumns, toTextColumn } from './statistics-columns';
import { missing, type TextTable } from './text-table';

/** The table of more groups is read by nobody, and permutations of many groups take seconds. */
export const maxStatisticsGroups = 40;

export interface ComparedGroups {
  field: RunField;
  groups: readonly RunGroup[];
  /** Labels of groups by key. */
  labels: ReadonlyMap<string, string>;
  /** What `compareGroups` has found for these groups, in their order. */
  comparisons: readonly GroupComparison[];
  /** Key of the group that the others are compared with. */
  baseline: string | null;
}

/** The steps of each group, by its key, where runs are not equally long; else empty. */
export function listSteps(groups: readonly RunGroup[]): ReadonlyMap<string, string> {
  if (!differInSteps(groups)) return new Map();
  return new Map(groups.map((group) => [group.key, describeSteps(group) ?? missing]));
}

/** The table of statistics of a comparison as texts. */
export function statisticsTable(compared: ComparedGroups): TextTable {
  const { field, groups, labels, comparisons, baseline } = compared;
  const stepsOf = listSteps(groups);
  const columns = statisticsColumns(field, comparisons, { stepsOf, isCompact: true });
  const labelOf = (key: string): string => labels.get(key) ?? key;
  return {
    caption: describeResults(
      field,
      groups.flatMap(({ runs }) => runs),
      {
        baseline: baseline === null ? null : labelOf(baseline),
        comparisons: comparisons.filter((group) => group.baseline !== null).length,
        groups: comparisons,
      },
    ),
    columns: [
      { title: 'Group', explanation: 'What the runs have in common.', align: 'left' },
      ...columns.map(toTextColumn),
    ],
    rows: comparisons.map((group) => [
      group.key === baseline ? `${labelOf(group.key)} (baseline)` : labelOf(group.key),
      ...columns.map(({ read }) => read(group)),
    ]),
    notes: [
      ...describeMixedSettings(groups, labels),
      ...describeLengths(groups, labels),
      ...describeRepeats(groups),
      ...comparisons.flatMap((group) =>
        describeRunsWithout({ ...group, label: labelOf(group.key) }),
      ),
    ],
  };
}

/** The same as CSV, with a column for each number. */
export function statisticsCsv({ field, labels, comparisons }: ComparedGroups): string {
  const figures = groupFigures(field);
  return toCsv(
    ['group', ...figures.names],
    comparisons.map((group) => [labels.get(group.key) ?? group.key, ...figures.read(group)]),
  );
}

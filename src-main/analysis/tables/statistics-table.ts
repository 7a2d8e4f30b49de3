import { describeRunsWithout } from '../answer';
import type { GroupComparison } from '../compare-groups';
import type { RunGroup } from '../group-runs';
import { describeMixedSettings } from '../mixed-settings';
import { describeRepeats } from '../repeated-runs';
import { isReportedRow, withReported, type ReportedRow } from '../reported/match-reported';
import { describeSources } from '../reported/reported-notes';
import type { RunField } from '../run-field';
import { describeLengths, describeSteps, differInSteps } from '../run-lengths';
import { toCsv } from './csv';
import { groupFigures, reportedCells } from './group-figures';
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
  /** Reported values of the field. */
  reported?: readonly ReportedRow[];
}

/** The steps of each group, by its key, where runs are not equally long; else empty. */
export function listSteps(groups: readonly RunGroup[]): ReadonlyMap<string, string> {
  if (!differInSteps(groups)) return new Map();
  return new Map(groups.map((group) => [group.key, describeSteps(group) ?? missing]));
}

/** The table of statistics of a comparison as texts. */
export function statisticsTable(compared: ComparedGroups): TextTable {
  const { field, groups, labels, comparisons, baseline, reported = [] } = compared;
  const stepsOf = listSteps(groups);
  const columns = statisticsColumns(field, comparisons, { stepsOf, isCompact: true, reported });
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
    rows: withReported(comparisons, reported).map((row) =>
      isReportedRow(row)
        ? [row.title, ...columns.map(({ readReported }) => readReported?.(row) ?? '')]
        : [
            row.key === baseline ? `${labelOf(row.key)} (baseline)` : labelOf(row.key),
            ...columns.map(({ read }) => read(row)),
          ],
    ),
    notes: [
      ...describeMixedSettings(groups, labels),
      ...describeLengths(groups, labels),
      ...describeRepeats(groups),
      ...comparisons.flatMap((group) =>
        describeRunsWithout({ ...group, label: labelOf(group.key) }),
      ),
      ...describeSources(reported),
    ],
  };
}

/** The same as CSV, with a column for each number. */
export function statisticsCsv({
  field,
  labels,
  comparisons,
  reported = [],
}: ComparedGroups): string {
  const figures = groupFigures(field);
  const { names, read } = reportedCells(reported);
  return toCsv(
    ['group', ...figures.names, ...names],
    withReported(comparisons, reported).map((row) =>
      isReportedRow(row)
        ? [row.title, ...figures.readReported(row), ...read(row)]
        : [labels.get(row.key) ?? row.key, ...figures.read(row), ...names.map(() => null)],
    ),
  );
}

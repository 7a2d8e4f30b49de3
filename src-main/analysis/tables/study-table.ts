import { capitalize } from '#spec/letter-case';
import type { AxisValue } from '#spec/study';
import { describeRunsWithout } from '../answer';
import { answerFormat, formatSize, withoutUnits } from '../answer-format';
import { formatDuration, formatNumber } from '../format-value';
import {
  isReportedRow,
  matchReported,
  suggestReported,
  withReported,
  type ReportedRow,
} from '../reported/match-reported';
import { describeSources } from '../reported/reported-notes';
import { fieldTitle, type FieldValue, type RunField } from '../run-field';
import { describeTrained } from '../study-trained';
import type { StudyGroup, StudyResult } from '../study-result';
import { toCsv, type CsvValue } from './csv';
import { groupFigures, reportedCells } from './group-figures';
import type { ReportedBeside } from './saved-comparison';
import { describeResults } from './results-caption';
import { statisticsColumns, toTextColumn, withUnit } from './statistics-columns';
import { missing, type TextColumn, type TextTable } from './text-table';

/** What the axes of a study and their values are called. */
export interface AxisNames {
  title(field: RunField): string;
  value(field: RunField, value: FieldValue): string;
}

/** As the fields are called in sentences. */
export const usualNames: AxisNames = {
  title: (field) => capitalize(fieldTitle(field)),
  value: (_, value) => {
    if (value === null) return 'left out';
    if (typeof value === 'boolean') return value ? 'on' : 'off';
    return typeof value === 'number' ? formatNumber(value) : value === 'dni' ? 'DNI' : value;
  },
};

interface StudyColumn extends TextColumn {
  read(group: StudyGroup): string;
  /** The same of a reported value; without it the cell is empty. */
  readReported?(row: ReportedRow): string;
}

/** The reported values that belong to the groups of a study by their settings. */
export function reportedOfStudy(
  { measure, groups }: Pick<StudyResult, 'measure' | 'groups'>,
  { sources, templates }: ReportedBeside,
): ReportedRow[] {
  if (!measure) return [];
  const figures = suggestReported(sources, groups, templates);
  return matchReported(figures, groups, measure.metric, templates);
}

/** The table of the groups of a study as texts, with reported values of its metric; null while nothing is measured. */
export function studyTable(
  result: StudyResult,
  names: AxisNames = usualNames,
  reported: readonly ReportedRow[] = [],
): TextTable | null {
  const { measure, groups } = result;
  if (!measure || groups.length === 0) return null;
  const [first, ...axes] = axisColumns(groups, names);
  const columns = [
    // What the row is of stands where the label of a group begins.
    ...(first ? [{ ...first, readReported: ({ title }: ReportedRow) => title }] : []),
    ...axes,
    ...figureColumns(measure.metric, result, reported),
    ...trainingColumns,
  ];
  const comparisons =
    groups.filter(({ comparison }) => comparison.baseline !== null).length + result.further.length;
  return {
    caption: describeResults(
      measure.metric,
      groups.flatMap(({ runs }) => runs),
      {
        baseline: comparisons > 0 ? nameBaseline(result) : null,
        comparisons,
        groups: groups.map(({ comparison }) => comparison),
      },
    ),
    columns,
    rows: withReported(groups, reported).map((row) =>
      columns.map(({ read, readReported }) =>
        isReportedRow(row) ? (readReported?.(row) ?? '') : read(row),
      ),
    ),
    notes: [
      ...describeTrained(groups),
      ...groups.flatMap(({ label, comparison }) => describeRunsWithout({ ...comparison, label })),
      ...describeSources(reported),
    ],
  };
}

/** Of several baselines, each group has the one with its other values. */
function nameBaseline({ baselineLabel, baselines }: StudyResult): string | null {
  if (baselineLabel === null || baselines.length < 2) return baselineLabel;
  return `${baselineLabel} with the same other settings`;
}

/** Without axes, what the groups are called. */
function axisColumns(groups: readonly StudyGroup[], names: AxisNames): StudyColumn[] {
  const fields = Object.keys(groups[0]?.values ?? {});
  if (fields.length === 0)
    return [
      {
        title: 'Model',
        explanation: 'The model of the runs.',
        align: 'left',
        read: ({ label }) => label,
      },
    ];
  return fields.map((field) => ({
    title: names.title(field),
    explanation: field,
    align: groups.every(({ values }) => typeof values[field] === 'number') ? 'right' : 'left',
    read: ({ values }) => names.value(field, values[field] ?? null),
  }));
}

function figureColumns(
  metric: string,
  { groups, baselines }: StudyResult,
  reported: readonly ReportedRow[],
): StudyColumn[] {
  const comparisons = groups.map(({ comparison }) => comparison);
  const format = withoutUnits(answerFormat(metric, comparisons));
  const columns = statisticsColumns(metric, comparisons, { isCompact: true, reported });
  const statistics = columns.map((column): StudyColumn => ({
    ...toTextColumn(column),
    read: ({ key, comparison }) =>
      column.title === 'Verdict' && baselines.includes(key) ? 'baseline' : column.read(comparison),
  }));
  const sd: StudyColumn = {
    title: withUnit('sd', format.differenceUnit),
    explanation: 'Standard deviation of the runs (n − 1).',
    align: 'right',
    isDetail: true,
    read: ({ comparison }) =>
      comparison.sd === null ? missing : formatSize(format, comparison.sd),
  };
  return [...statistics, sd];
}

/** What the figures have cost. */
const trainingColumns: readonly StudyColumn[] = [
  {
    title: 'Steps',
    explanation: 'Training steps of a run: its updates.',
    align: 'right',
    isDetail: true,
    read: ({ steps }) => {
      if (!steps) return missing;
      const [min, max] = [formatNumber(steps.min), formatNumber(steps.max)];
      return min === max ? min : `${min} to ${max}`;
    },
  },
  {
    title: 'Time',
    explanation: 'Mean training time of a run.',
    align: 'right',
    isDetail: true,
    read: ({ seconds }) => (seconds === null ? missing : formatDuration(seconds)),
  },
];

/** The same as CSV, with a column for each number. */
export function studyCsv(
  { measure, groups }: StudyResult,
  reported: readonly ReportedRow[] = [],
): string | null {
  if (!measure || groups.length === 0) return null;
  const figures = groupFigures(measure.metric);
  const paths = Object.keys(groups[0]?.by ?? {});
  const more = reportedCells(reported);
  return toCsv(
    [
      'group',
      ...paths,
      'metric',
      'selected_by',
      ...figures.names,
      'steps_min',
      'steps_max',
      'seconds',
      'stopped_at',
      'open',
      ...more.names,
    ],
    withReported(groups, reported).map((row) =>
      isReportedRow(row)
        ? [
            row.title,
            ...paths.map(() => null),
            measure.metric,
            null,
            ...figures.readReported(row),
            ...[null, null, null, null, null],
            ...more.read(row),
          ]
        : [
            row.label,
            ...paths.map((path) => exactValue(row.by[path])),
            measure.metric,
            measure.selectedBy,
            ...figures.read(row.comparison),
            row.steps?.min,
            row.steps?.max,
            row.seconds,
            row.stoppedAt,
            row.open,
            ...more.names.map(() => null),
          ],
    ),
  );
}

function exactValue(value: AxisValue | undefined): CsvValue {
  if (value === undefined || value === null || typeof value === 'number') return value;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

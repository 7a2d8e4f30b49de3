import { capitalize } from '#spec/letter-case';
import type { AxisValue } from '#spec/study';
import { describeRunsWithout } from '../answer';
import { answerFormat, formatSize, withoutUnits } from '../answer-format';
import { formatDuration, formatNumber } from '../format-value';
import { fieldTitle, type FieldValue, type RunField } from '../run-field';
import { describeTrained } from '../study-trained';
import type { StudyGroup, StudyResult } from '../study-result';
import { toCsv, type CsvValue } from './csv';
import { groupFigures } from './group-figures';
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
}

/** The table of the groups of a study as texts; null while nothing is measured. */
export function studyTable(result: StudyResult, names: AxisNames = usualNames): TextTable | null {
  const { measure, groups } = result;
  if (!measure || groups.length === 0) return null;
  const columns = [
    ...axisColumns(groups, names),
    ...figureColumns(measure.metric, result),
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
    rows: groups.map((group) => columns.map(({ read }) => read(group))),
    notes: [
      ...describeTrained(groups),
      ...groups.flatMap(({ label, comparison }) => describeRunsWithout({ ...comparison, label })),
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

function figureColumns(metric: string, { groups, baselines }: StudyResult): StudyColumn[] {
  const comparisons = groups.map(({ comparison }) => comparison);
  const format = withoutUnits(answerFormat(metric, comparisons));
  const columns = statisticsColumns(metric, comparisons, { isCompact: true });
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
export function studyCsv({ measure, groups }: StudyResult): string | null {
  if (!measure || groups.length === 0) return null;
  const figures = groupFigures(measure.metric);
  const paths = Object.keys(groups[0]?.by ?? {});
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
    ],
    groups.map((group) => [
      group.label,
      ...paths.map((path) => exactValue(group.by[path])),
      measure.metric,
      measure.selectedBy,
      ...figures.read(group.comparison),
      group.steps?.min,
      group.steps?.max,
      group.seconds,
      group.stoppedAt,
      group.open,
    ]),
  );
}

function exactValue(value: AxisValue | undefined): CsvValue {
  if (value === undefined || value === null || typeof value === 'number') return value;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

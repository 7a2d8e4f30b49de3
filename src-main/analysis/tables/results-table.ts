import { formatPlusMinus, withoutUnits } from '../answer-format';
import { compareFigures } from '../compare-figures';
import { meanOfRuns, type GroupMean } from '../group-mean';
import type { RunGroup } from '../group-runs';
import { intervalName } from '../interval-name';
import { describeRepeats } from '../repeated-runs';
import { isReportedRow, withReported, type ReportedRow } from '../reported/match-reported';
import { writeReported } from '../reported/reported-format';
import { describeSources } from '../reported/reported-notes';
import { joinMetrics, type ResultRow } from '../reported/join-metrics';
import { describeCitation } from '../reported/reported-figures';
import { fieldTitle } from '../run-field';
import { describeLengths } from '../run-lengths';
import { standardDeviation } from '../statistics/summary';
import { toCsv, type CsvValue } from './csv';
import { readReportedFigures } from './group-figures';
import { withUnit } from './statistics-columns';
import { listSteps } from './statistics-table';
import { missing, type TextColumn, type TextTable } from './text-table';

/** Groups, or single runs, against several metrics. */
export interface ComparedMetrics {
  /** In the order of the rows. */
  groups: readonly RunGroup[];
  /** Labels of groups by key. */
  labels: ReadonlyMap<string, string>;
  metrics: readonly string[];
  /** Whether a row can have several runs. */
  isGrouped: boolean;
  /** Reported values of the metrics. */
  reported?: readonly ReportedRow[];
}

/** The table of results of a comparison as texts. */
export function resultsTable({
  groups,
  labels,
  metrics,
  isGrouped,
  reported = [],
}: ComparedMetrics): TextTable {
  const steps = listSteps(groups);
  const columns = [
    ...(isGrouped ? [sizeColumn(groups)] : []),
    ...(steps.size > 0 ? [stepsColumn(groups, steps)] : []),
    ...metrics.map((metric) => metricColumn(groups, metric)),
  ];
  const title = isGrouped ? 'Group' : 'Run';
  const rows = withReported(groups, joinMetrics(reported));
  return {
    caption: describeTable(isGrouped),
    columns: [
      { title, explanation: 'What sets it apart from the others.', align: 'left' },
      ...columns.map(({ column, best = [] }) => ({
        ...column,
        bestRows: best.map((group) => rows.indexOf(group)),
      })),
    ],
    rows: rows.map((row) =>
      isReportedRow(row)
        ? [row.title, ...columns.map(({ readReported }) => readReported?.(row) ?? '')]
        : [
            labels.get(row.key) ?? row.key,
            ...columns.map(({ cells }) => cells[groups.indexOf(row)] ?? missing),
          ],
    ),
    notes: [
      ...describeLengths(groups, labels),
      ...describeRepeats(groups),
      ...describeSources(reported),
    ],
  };
}

function describeTable(isGrouped: boolean): string {
  const means = isGrouped ? `Mean ± half of its ${intervalName('t')} over n runs. ` : '';
  return `${means}Metrics of the validation and the test part are those at the step that validation has chosen, where it has; the others are the last ones.`;
}

interface FilledColumn {
  column: TextColumn;
  /** By group. */
  cells: string[];
  /** The groups with the best value. */
  best?: RunGroup[];
  /** The cell of a row of reported values; without it the cell is empty. */
  readReported?: (row: ResultRow) => string;
}

function sizeColumn(groups: readonly RunGroup[]): FilledColumn {
  return {
    column: { title: 'n', explanation: 'Runs of the group.', align: 'right' },
    cells: groups.map(({ runs }) => String(runs.length)),
    readReported: ({ entry: { n } }) => (n === null ? missing : String(n)),
  };
}

function stepsColumn(
  groups: readonly RunGroup[],
  steps: ReadonlyMap<string, string>,
): FilledColumn {
  return {
    column: { title: 'Steps', explanation: 'Steps that the runs have trained.', align: 'right' },
    cells: groups.map(({ key }) => steps.get(key) ?? missing),
  };
}

/** Where some runs of a group have no value, the number of those that have one stands beside the mean. */
function metricColumn(groups: readonly RunGroup[], metric: string): FilledColumn {
  const { means, winner, format: withUnits } = compareFigures(groups, metric);
  const format = withoutUnits(withUnits);
  const write = ({ mean, interval, n, runs, diverged }: GroupMean): string => {
    if (mean === null) return diverged.length > 0 ? 'diverged' : missing;
    return `${formatPlusMinus(format, mean, interval)}${n < runs ? ` (n ${n})` : ''}`;
  };
  return {
    column: {
      title: withUnit(fieldTitle(metric), format.unit),
      explanation: metric,
      align: 'right',
    },
    cells: means.map(write),
    best: groups.filter((_, index) => winner !== null && means[index]?.mean === winner),
    readReported: ({ byMetric }) => {
      const reported = byMetric.get(metric);
      return reported ? writeReported(reported, { hasUnit: false }) : missing;
    },
  };
}

/** The same as CSV, with columns for each number of each metric. */
export function resultsCsv({ groups, labels, metrics, reported = [] }: ComparedMetrics): string {
  const figures = ['n', 'mean', 'sd', 'mean_low', 'mean_high'];
  const more = reported.length > 0 ? ['reported_in'] : [];
  return toCsv(
    [
      'group',
      'runs',
      ...metrics.flatMap((metric) => figures.map((name) => `${metric} ${name}`)),
      ...more,
    ],
    withReported(groups, joinMetrics(reported)).map((row) =>
      isReportedRow(row)
        ? [
            row.title,
            null,
            ...metrics.flatMap((metric) => listReported(row.byMetric.get(metric), figures)),
            ...more.map(() => describeCitation(row.source)),
          ]
        : [
            labels.get(row.key) ?? row.key,
            row.runs.length,
            ...metrics.flatMap((metric) => listFigures(meanOfRuns(row.runs, metric))),
            ...more.map(() => null),
          ],
    ),
  );
}

function listFigures({ n, mean, values, interval }: GroupMean): CsvValue[] {
  const sd = n < 2 ? null : standardDeviation(values.map(({ value }) => value));
  return [n, mean, sd, interval?.low, interval?.high];
}

function listReported(row: ReportedRow | undefined, figures: readonly string[]): CsvValue[] {
  return row ? readReportedFigures(row, figures) : figures.map(() => null);
}

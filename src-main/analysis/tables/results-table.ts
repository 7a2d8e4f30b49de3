import { answerFormat, formatPlusMinus, withoutUnits } from '../answer-format';
import { meanOfRuns, type GroupMean } from '../group-mean';
import type { RunGroup } from '../group-runs';
import { intervalName } from '../interval-name';
import { describeRepeats } from '../repeated-runs';
import { fieldTitle } from '../run-field';
import { describeLengths } from '../run-lengths';
import { standardDeviation } from '../statistics/summary';
import { toCsv, type CsvValue } from './csv';
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
}

/** The table of results of a comparison as texts. */
export function resultsTable({ groups, labels, metrics, isGrouped }: ComparedMetrics): TextTable {
  const steps = listSteps(groups);
  const columns = [
    ...(isGrouped ? [sizeColumn(groups)] : []),
    ...(steps.size > 0 ? [stepsColumn(groups, steps)] : []),
    ...metrics.map((metric) => metricColumn(groups, metric)),
  ];
  const title = isGrouped ? 'Group' : 'Run';
  return {
    caption: describeTable(isGrouped),
    columns: [
      { title, explanation: 'What sets it apart from the others.', align: 'left' },
      ...columns.map(({ column }) => column),
    ],
    rows: groups.map(({ key }, row) => [
      labels.get(key) ?? key,
      ...columns.map(({ cells }) => cells[row] ?? missing),
    ]),
    notes: [...describeLengths(groups, labels), ...describeRepeats(groups)],
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
}

function sizeColumn(groups: readonly RunGroup[]): FilledColumn {
  return {
    column: { title: 'n', explanation: 'Runs of the group.', align: 'right' },
    cells: groups.map(({ runs }) => String(runs.length)),
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
  const means = groups.map(({ runs }) => meanOfRuns(runs, metric));
  const format = withoutUnits(answerFormat(metric, means));
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
  };
}

/** The same as CSV, with columns for each number of each metric. */
export function resultsCsv({ groups, labels, metrics }: ComparedMetrics): string {
  const figures = ['n', 'mean', 'sd', 'mean_low', 'mean_high'];
  return toCsv(
    ['group', 'runs', ...metrics.flatMap((metric) => figures.map((name) => `${metric} ${name}`))],
    groups.map(({ key, runs }) => [
      labels.get(key) ?? key,
      runs.length,
      ...metrics.flatMap((metric) => listFigures(meanOfRuns(runs, metric))),
    ]),
  );
}

function listFigures({ n, mean, values, interval }: GroupMean): CsvValue[] {
  const sd = n < 2 ? null : standardDeviation(values.map(({ value }) => value));
  return [n, mean, sd, interval?.low, interval?.high];
}

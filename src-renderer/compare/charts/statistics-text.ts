import { nameVerdict } from '#analysis/answer-difference';
import type { GroupComparison } from '#analysis/compare-groups';
import { directionOf } from '#analysis/field-direction';
import type { RunField } from '#analysis/run-field';
import type { Interval } from '#analysis/statistics/interval';
import { escapeMarkdown, quoteCsv } from '../../runs/table/table-text';
import type { StatisticsColumn } from './statistics-table';

export interface StatisticsRow {
  label: string;
  comparison: GroupComparison;
}

/** The table as Markdown, as it is read. */
export function toMarkdownTable(
  columns: readonly StatisticsColumn[],
  rows: readonly StatisticsRow[],
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map(escapeMarkdown).join(' | ')} |\n`;
  return [
    line(['Group', ...columns.map(({ title }) => title)]),
    `| --- | ${columns.map(({ isNumber }) => (isNumber ? '---:' : '---')).join(' | ')} |\n`,
    ...rows.map(({ label, comparison }) =>
      line([label, ...columns.map(({ read }) => read(comparison))]),
    ),
  ].join('');
}

type CsvColumn = readonly [string, (group: GroupComparison) => unknown];

/** Names of the columns of the CSV file, with what is read for each; figures in the unit of the files, with all digits. */
const csvColumns = (by: string): CsvColumn[] => [
  ['runs', ({ runs }) => runs],
  ['n', ({ n }) => n],
  ['diverged', ({ diverged }) => diverged.length],
  ['failed', ({ failed }) => failed.length],
  ['missing', ({ missing }) => missing.length],
  ['mean', ({ mean }) => mean],
  ['sd', ({ sd }) => sd],
  ['se', ({ se }) => se],
  ...intervalOf('mean', ({ interval }) => interval),
  ['median', ({ median }) => median],
  ['interquartile_mean', ({ interquartileMean }) => interquartileMean],
  ...intervalOf('interquartile_mean', ({ interquartileInterval }) => interquartileInterval),
  ['min', ({ min }) => min],
  ['max', ({ max }) => max],
  // As in the table: positive where the group is better, or larger.
  [by, ({ baseline }) => baseline?.improvement],
  ...intervalOf(by, ({ baseline }) => baseline?.interval),
  ['pairs', ({ baseline }) => baseline?.pairs],
  ['test', ({ baseline }) => baseline?.test],
  ['p', ({ baseline }) => baseline?.p],
  ['p_holm', ({ baseline }) => baseline?.adjustedP],
  ['p_welch', ({ baseline }) => baseline?.welchP],
  ['p_paired', ({ baseline }) => baseline?.pairedP],
  ['p_permutation', ({ baseline }) => baseline?.permutationP],
  ['p_mann_whitney', ({ baseline }) => baseline?.mannWhitneyP],
  ['hedges_g', ({ baseline }) => baseline?.hedgesG],
  ['probability_of_improvement', ({ baseline }) => baseline?.probabilityOfImprovement],
  ['verdict', ({ baseline }) => baseline && nameVerdict(baseline)],
];

function intervalOf(
  name: string,
  read: (group: GroupComparison) => Interval | null | undefined,
): CsvColumn[] {
  return [
    [`${name}_low`, (group) => read(group)?.low],
    [`${name}_high`, (group) => read(group)?.high],
  ];
}

/** The table of a field as CSV (RFC 4180). */
export function toCsvTable(field: RunField, rows: readonly StatisticsRow[]): string {
  const figures = csvColumns(directionOf(field) === null ? 'larger_by' : 'better_by');
  return [
    ['group', ...figures.map(([name]) => name)],
    ...rows.map(({ label, comparison }) => [
      label,
      ...figures.map(([, read]) => String(read(comparison) ?? '')),
    ]),
  ]
    .map((cells) => `${cells.map(quoteCsv).join(',')}\r\n`)
    .join('');
}

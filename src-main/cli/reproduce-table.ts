import { passes, type Result, type Row } from './reproduce-rows';
import { formatCount, formatSeconds, formatTable, markdownRows } from './text';

const head = [
  'template',
  'steps',
  'test error',
  'must be',
  'reference',
  'time',
  'steps/s',
  'verdict',
];

/** Columns of numbers stand to the right. */
const numbers = [1, 2, 3, 4, 5, 6];

function cellsOf(result: Result): string[] {
  const { row, testError, seconds, stepsPerSecond } = result;
  return [
    row.template,
    formatCount(row.steps),
    testError === null ? '–' : percent(testError),
    boundOf(row),
    row.reference === undefined ? '–' : percent(row.reference),
    formatSeconds(seconds),
    formatCount(stepsPerSecond),
    verdictOf(result),
  ];
}

function verdictOf(result: Result): string {
  if (result.status !== 'finished') return result.status;
  return passes(result) ? 'pass' : 'miss';
}

/** `≤ 2.0 %`, `8.0 to 13.0 %` */
export function boundOf({ atMost, atLeast }: Row): string {
  const most = (100 * atMost).toFixed(1);
  return atLeast === undefined ? `≤ ${most} %` : `${(100 * atLeast).toFixed(1)} to ${most} %`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

export function plainTable(results: readonly Result[]): string[] {
  return formatTable([head, ...results.map(cellsOf)], numbers);
}

/** As it stands in the README, columns aligned as the formatter wants them. */
export function markdownTable(results: readonly Result[], footnote: string): string[] {
  const body = results.map((result) => {
    const [template = '', ...others] = cellsOf(result);
    return [`\`${template}\``, ...others];
  });
  return [...markdownRows([head, ...body], numbers), '', footnote];
}

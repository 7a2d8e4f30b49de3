import { isWithinBounds, type RowResult, type ReproduceRow } from './reproduce-rows';
import { formatCount, formatSeconds, formatTable, formatMarkdownTable } from './format';

const header = [
  'template',
  'steps',
  'test error',
  'must be',
  'reference',
  'time',
  'steps/s',
  'verdict',
];

/** Columns of numbers, which are right-aligned. */
const numberColumns = [1, 2, 3, 4, 5, 6];

function formatCells(result: RowResult): string[] {
  const { row, testError, seconds, stepsPerSecond } = result;
  return [
    row.template,
    formatCount(row.steps),
    testError === null ? '–' : formatPercent(testError),
    formatBound(row),
    row.reference === undefined ? '–' : formatPercent(row.reference),
    formatSeconds(seconds),
    formatCount(stepsPerSecond),
    describeVerdict(result),
  ];
}

function describeVerdict(result: RowResult): string {
  if (result.status !== 'finished') return result.status;
  return isWithinBounds(result) ? 'pass' : 'miss';
}

/** `≤ 2.0 %`, `8.0 to 13.0 %` */
export function formatBound({ atMost, atLeast }: ReproduceRow): string {
  const upper = (100 * atMost).toFixed(1);
  return atLeast === undefined ? `≤ ${upper} %` : `${(100 * atLeast).toFixed(1)} to ${upper} %`;
}

function formatPercent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

export function plainTable(results: readonly RowResult[]): string[] {
  return formatTable([header, ...results.map(formatCells)], numberColumns);
}

/** The table as it stands in `resources/help/reproduced-results.md`, aligned as prettier formats it. */
export function markdownTable(results: readonly RowResult[], footnote: string): string[] {
  const body = results.map((result) => {
    const [template = '', ...others] = formatCells(result);
    return [`\`${template}\``, ...others];
  });
  return [...formatMarkdownTable([header, ...body], numberColumns), '', footnote];
}

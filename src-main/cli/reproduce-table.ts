import { passes, type Result, type Row } from './reproduce-rows';
import { formatCount, formatSeconds, formatTable } from './text';

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
  return formatTable([head, ...results.map(cellsOf)], [1, 2, 3, 4, 5, 6]);
}

/** As it stands in the README; `footnote`: on what it was trained. */
export function markdownTable(results: readonly Result[], footnote: string): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(['---', '--:', '--:', '--:', '--:', '--:', '--:', '---']),
    ...results.map((result) => {
      const [template = '', ...others] = cellsOf(result);
      return line([`\`${template}\``, ...others]);
    }),
    '',
    footnote,
  ];
}

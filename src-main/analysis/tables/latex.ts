/** Tables for papers in LaTeX, with the rules of the package booktabs. */
import { escapeLatex } from './latex-escape';
import type { TextTable } from './text-table';

/**
 * A floating table, for a document that loads booktabs and nothing else. Columns that are details are left out, since they
 * would not fit on a page. `name`: what the label is made of.
 */
export function toLatex({ caption, columns, rows, notes }: TextTable, name: string): string {
  const shown = columns.flatMap((column, index) => {
    const cells = rows.map((row) => row[index] ?? '');
    const format = column.align === 'right' ? numberFormat(cells) : formatText;
    const write = (cell: string, row: number): string =>
      column.bestRows?.includes(row) ? `\\textbf{${format(cell)}}` : format(cell);
    return column.isDetail ? [] : [{ column, cells: cells.map(write) }];
  });
  const line = (cells: readonly string[]): string => `    ${guardStart(cells.join(' & '))} \\\\`;
  const titles = shown.map(({ column }) => formatProse(column.shortTitle ?? column.title));
  const body = rows.map((_, row) => line(shown.map(({ cells }) => cells[row] ?? '')));
  return [
    '% Needs \\usepackage{booktabs}.',
    '\\begin{table}[tbp]',
    '  \\centering',
    // Many classes leave no room between a caption and the table below it.
    '  \\setlength{\\belowcaptionskip}{5pt}',
    `  \\caption{${formatProse(caption)}}`,
    `  \\label{${makeLabel(name)}}`,
    '  \\small',
    '  \\setlength{\\tabcolsep}{4pt}',
    `  \\begin{tabular}{@{}${shown.map(({ column }) => (column.align === 'right' ? 'r' : 'l')).join('')}@{}}`,
    '    \\toprule',
    line(titles),
    '    \\midrule',
    ...body,
    '    \\bottomrule',
    '  \\end{tabular}',
    ...(notes.length === 0
      ? []
      : [
          '',
          '  \\smallskip',
          `  \\parbox{\\linewidth}{\\footnotesize ${notes.map(formatProse).join(' ')}}`,
        ]),
    '\\end{table}',
    '',
  ].join('\n');
}

/** A unit stands at a small distance from its number, on the same line; a minus is no hyphen. */
function formatText(text: string): string {
  return escapeLatex(text)
    .replace(/(\d) \\%/g, '$1\\,\\%')
    .replace(/(^|[ [(])-(?=\.?\d)/g, '$1$-$$');
}

/** Text of ours, in which n is the number of runs. */
function formatProse(text: string): string {
  return formatText(text).replace(/(^|[ (])n(?=[ ,.:;)]|$)/g, '$1$$n$$');
}

/** Figures of a column: powers of ten, and ranges with an en dash where no number is negative. */
function numberFormat(cells: readonly string[]): (text: string) => string {
  const isNegative = cells.some((cell) => /(^|[ [(])-\.?\d/.test(cell));
  return (text) => {
    const escaped = formatText(text);
    const ranges = isNegative ? escaped : escaped.replace(/(\d) to (?=\d)/g, '$1--');
    return ranges.replace(/(\d)e(-?\d+)/g, '$1$\\times10^{$2}$').replace(/\(n (?=\d)/g, '($$n$$ ');
  };
}

/** A bracket or an asterisk at the start of a row would belong to the end of the row before. */
function guardStart(row: string): string {
  return /^\s*[[*]/.test(row) ? `{}${row}` : row;
}

/** `tab:dni-against-backprop`. */
function makeLabel(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return `tab:${words?.join('-') ?? 'table'}`;
}

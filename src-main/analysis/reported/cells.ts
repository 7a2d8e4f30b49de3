/** Rows of cells in a text that was pasted: tabs, commas, semicolons, Markdown or LaTeX between them. */

/** One row, with the line that it stands in, counted from 1. */
export interface CellRow {
  line: number;
  cells: string[];
}

type SplitLine = (line: string) => string[];

/** The rows of a table, without rules and empty lines. */
export function readCells(text: string): CellRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const isLatex = lines.some((line) => /(^|[^\\])&/.test(line));
  const split = isLatex ? splitLatex : chooseSplit(lines);
  return lines.flatMap((line, index) => {
    if (isRule(line, isLatex)) return [];
    const cells = split(line).map((cell) => cleanCell(cell, isLatex));
    return cells.every((cell) => cell === '') ? [] : [{ line: index + 1, cells }];
  });
}

/** The separator that stands in the most lines; of two, the first of these. */
function chooseSplit(lines: readonly string[]): SplitLine {
  if (lines.some((line) => /^\s*\|.*\|\s*$/.test(line))) return splitMarkdown;
  const count = (pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length;
  if (count(/\t/) > 0) return (line) => line.split('\t');
  if (count(/;/) > 0) return (line) => splitQuoted(line, ';');
  if (count(/,/) > 0) return (line) => splitQuoted(line, ',');
  // Two columns of numbers with spaces between them.
  if (count(/^\s*\S+\s+\S+\s*$/) === count(/\S/)) return (line) => line.trim().split(/\s+/);
  return (line) => [line];
}

const splitMarkdown: SplitLine = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|'));

const splitLatex: SplitLine = (line) =>
  line
    .replace(/(?<!\\)%.*$/, '')
    .replace(/\\\\(\[[^\]]*\])?\s*(\\[a-z]*(rule|line)\b.*)?$/, '')
    .split(/(?<!\\)&/);

/** As RFC 4180 has it, within one line. */
function splitQuoted(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (character === '"' && isQuoted && line[index + 1] === '"') {
      cell += '"';
      index += 1;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
}

function isRule(line: string, isLatex: boolean): boolean {
  if (/^[\s|:+=-]*$/.test(line)) return true;
  if (!isLatex) return false;
  const text = line.trim();
  return (
    text.startsWith('%') ||
    (/^\\(?!multi|text|mathbf|bf|emph)[a-z]+/i.test(text) && !text.includes('&'))
  );
}

/** The text of a cell without the marks of Markdown or the commands of LaTeX; nothing where it is a dash. */
function cleanCell(cell: string, isLatex: boolean): string {
  const text = isLatex ? cleanLatex(cell) : cell.replace(/\*\*|__|`/g, '');
  const plain = text.replace(/[\u00a0\u2009\u202f\s]+/g, ' ').trim();
  // `--` and `---` are the dashes of LaTeX.
  return /^[-–—−]+$/.test(plain) ? '' : plain;
}

function cleanLatex(cell: string): string {
  let text = cell
    .replace(/\\(cite[a-z]*|ref|label|footnote)\*?(\[[^\]]*\])*\{[^}]*\}/g, '')
    .replace(/\\(top|mid|bottom|h)(rule|line)\b/g, '')
    .replace(/\\pm\b/g, '±')
    .replace(/\\times\b/g, '×')
    .replace(/\\[,;:! ]|~/g, ' ')
    .replace(/\\([%&#_$])/g, '$1')
    .replace(/\\multicolumn\{\d+\}\{[^}]*\}/g, '')
    .replace(/(?<!\$)\$(?!\$)/g, '');
  // From the innermost command outwards.
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/\\[a-zA-Z]+\s*\{([^{}]*)\}/g, '$1').replace(/\{([^{}]*)\}/g, '$1');
  }
  return text.replace(/\\[a-zA-Z]+/g, '');
}

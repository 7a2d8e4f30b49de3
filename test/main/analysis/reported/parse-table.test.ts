import { describe, expect, it } from 'vitest';
import { parseReportedTable, type TableOptions } from '#analysis/reported/parse-table';

function read(text: string, options: Partial<TableOptions> = {}): unknown[] {
  const { entries } = parseReportedTable(text, { metric: 'test/error', ...options });
  return entries.map(({ label, value, uncertainty, n }) => [label, value, uncertainty, n]);
}

const size = (value: number, kind = 'unstated') => ({ kind, size: value });

describe('parseReportedTable', () => {
  it('reads columns between tabs: label, value, uncertainty and number of runs', () => {
    const text = 'method\terror (%)\tsd\truns\nDNI\t1.7\t0.1\t5\nbackprop\t2.0\t0.2\t\n';
    expect(read(text)).toEqual([
      ['DNI', 0.017, size(0.001, 'sd'), 5],
      ['backprop', 0.02, size(0.002, 'sd'), null],
    ]);
  });

  it('reads Markdown with a value in each cell', () => {
    const text =
      '| | none | **DNI** |\n|---|---:|---:|\n| FCN 3 | 9.3 | 1.9 ± 0.1 |\n| FCN 4 | - | 2.2 |';
    expect(read(text, { spread: 'se' })).toEqual([
      ['FCN 3, none', 0.093, null, null],
      ['FCN 3, DNI', 0.019, size(0.001, 'se'), null],
      ['FCN 4, DNI', 0.022, null, null],
    ]);
  });

  it('reads LaTeX with its rules and commands', () => {
    const text = String.raw`\begin{tabular}{lrr}
\toprule
Method & DNI~\cite{jaderberg} & cDNI \\
\midrule
3 layers & $1.9 \pm 0.2$ & \textbf{2.2} \\ % checked
4 layers & 2.2\,\% & 1.9 \\ \hline
\bottomrule
\end{tabular}`;
    expect(read(text)).toEqual([
      ['3 layers, DNI', 0.019, size(0.002), null],
      ['3 layers, cDNI', 0.022, null, null],
      ['4 layers, DNI', 0.022, null, null],
      ['4 layers, cDNI', 0.019, null, null],
    ]);
  });

  it('reads CSV with quoted labels, and fractions as they are', () => {
    expect(read('label,value\n"DNI, 3 layers",0.017\nbackprop,0.02')).toEqual([
      ['DNI, 3 layers', 0.017, null, null],
      ['backprop', 0.02, null, null],
    ]);
  });

  it('reads decimal commas between semicolons', () => {
    expect(read('DNI;1,7\nbackprop;2,1')).toEqual([
      ['DNI', 0.017, null, null],
      ['backprop', 0.021, null, null],
    ]);
  });

  it('takes numbers of other metrics as they are', () => {
    expect(read('T = 8\t1.34', { metric: 'test/bpc' })).toEqual([['T = 8', 1.34, null, null]]);
  });

  it('guesses percent where a number is above 1, and follows the unit that is given', () => {
    const text = 'a\t0.9\nb\t0.8';
    expect(parseReportedTable(text, { metric: 'test/error' }).unit).toBe('fraction');
    expect(read(text, { unit: 'percent' })).toEqual([
      ['a', 0.009, null, null],
      ['b', 0.008, null, null],
    ]);
    expect(parseReportedTable('a\t0.9\nb\t1.2', { metric: 'test/error' }).unit).toBe('percent');
  });

  it('gives a column whose title is a metric that metric', () => {
    const { entries } = parseReportedTable('method\ttest/loss\ttest/error\nDNI\t0.2\t0.017', {
      metric: 'test/error',
    });
    expect(entries.map(({ label, metric, value }) => [label, metric, value])).toEqual([
      ['DNI', 'test/loss', 0.2],
      ['DNI', 'test/error', 0.017],
    ]);
  });

  it('gives entries of equal labels, and of those that are taken, ids of their own', () => {
    const { entries } = parseReportedTable('DNI\t1.7\nDNI\t1.8', {
      metric: 'test/error',
      taken: ['dni'],
    });
    expect(entries.map(({ id }) => id)).toEqual(['dni-2', 'dni-3']);
  });

  it('takes every dash for an empty cell, and none for the name of a method', () => {
    const latex = String.raw`& a & b & c & d \\
none & -- & $-$ & --- & 9.3 \\
DNI & – & — & − & 1.9 \\`;
    expect(read(latex)).toEqual([
      ['none', 0.093, null, null],
      ['DNI', 0.019, null, null],
    ]);
  });

  it('keeps intervals and uncertainties that can be', () => {
    expect(read('a\t1.7 [1.7, 1.8]\nb\t0 ± 0\nc\t100 (3)')).toEqual([
      ['a', 0.017, { kind: 'interval', low: 0.017, high: 0.018, level: 0.95 }, null],
      ['b', 0, size(0), null],
      ['c', 1, size(0.03), null],
    ]);
  });

  it.each([
    ['A,1.7 ± -0.2', "Line 1: '1.7 ± -0.2' is no result: its uncertainty is below 0."],
    ['m,err,sd\nA,1.7,-0.2', "Line 2: '1.7 ± -0.2' is no result: its uncertainty is below 0."],
    [
      'A\t1.7 [1.8, 1.6]',
      "'1.7 [1.8, 1.6]' is no result: its interval has the larger number first",
    ],
    ['A\t1.7 [2, 3]', "'1.7 [2, 3]' is no result: the value is outside of its interval."],
    ['A\t3\nB\t-1', "Line 2: '-1' is no result: test/error is from 0 % to 100 %"],
    ['A\t170', "Line 1: '170' is no result: test/error is from 0 % to 100 %"],
  ])('refuses %j, which no measurement gives', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('has no limits for metrics that are no fractions', () => {
    expect(read('A\t-170', { metric: 'test/loss' })).toEqual([['A', -170, null, null]]);
  });

  it.each([
    ['', 'There is no table in the text. Paste its rows, with a label and a value each.'],
    ['method\terror', 'Line 1: the table has titles and no rows. Paste the rows with it.'],
    [
      'method\terror\n\nDNI\t1.7\nbackprop\t2.o\nnone\t9.3',
      "Line 4: '2.o' is no number. Write 1.7, 1.7 ± 0.1 or 1.7 (0.1), or leave the cell empty.",
    ],
    [
      'method\terror\tn\nDNI\t1.7\t5\nnone\t9.3\t2.5',
      "Line 3: '2.5' is no number of runs. Write a whole number above 0.",
    ],
    [
      'DNI and\nothers',
      'Line 2: there is no number in the row. Separate the cells by tabs, commas, | or &.',
    ],
  ])('says what is wrong in %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

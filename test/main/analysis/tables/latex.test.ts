import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toLatex } from '#analysis/tables/latex';
import { escapeLatex } from '#analysis/tables/latex-escape';
import { statisticsTable } from '#analysis/tables/statistics-table';
import type { TextTable } from '#analysis/tables/text-table';
import { emptyFolder } from '../../storage/helpers';
import { comparedGroups } from './compared-groups';

const table: TextTable = {
  caption: 'Test error at 50 % of the data: mean ± half of its 95 % interval (t) over n runs.',
  columns: [
    { title: 'Group', explanation: '', align: 'left' },
    { title: 'Mean', shortTitle: 'Test error (%)', explanation: '', align: 'right' },
    { title: 'Better by', explanation: '', align: 'right' },
    { title: 'Steps', explanation: '', align: 'right', bestRows: [1] },
    { title: 'Median', explanation: '', align: 'right', isDetail: true },
    { title: 'Holm p', explanation: '', align: 'right' },
  ],
  rows: [
    ['DNI, rate_1 & #2', '1.62 ± 0.05', '-0.17 [-0.20 to 0.01]', '300 to 1,500', '1.6', '< 0.001'],
    ['[core] x', '–', '+0.08 [0.05 to 0.12]', '500', '–', '3.1e-7'],
  ],
  notes: ['2 runs repeat a seed.', 'Runs differ in length.'],
};

/** Every printable character of ASCII, those of titles and labels, and letters that LaTeX lacks. */
const characters = [...Array(95).keys()].map((index) => String.fromCharCode(32 + index)).join('');
const others = '–—−‘’“”…±×·→←↔≤≥≠≈∞°µ²³½αωΓΩÀéßœŁžŠñÿ¡¿中𝜃👍ﬁ\u0301 fin\u0007';
const labels = [
  '[a',
  '*b',
  '--',
  '---',
  '<<>>',
  ',,',
  "''",
  '!`?`',
  '\\end{table}',
  '%',
  '',
  '&&',
  '$$',
  '^^M',
  '^^@',
];

describe('a table in LaTeX', () => {
  it('has the rules of booktabs, a caption and a label, and none of the details', () => {
    expect(toLatex(table, 'DNI & “backprop”, Größe 2'))
      .toBe(String.raw`% Needs \usepackage{booktabs}.
\begin{table}[tbp]
  \centering
  \setlength{\belowcaptionskip}{5pt}
  \caption{Test error at 50\,\% of the data: mean $\pm$ half of its 95\,\% interval (t) over $n$ runs.}
  \label{tab:dni-backprop-gro-e-2}
  \small
  \setlength{\tabcolsep}{4pt}
  \begin{tabular}{@{}lrrrr@{}}
    \toprule
    Group & Test error (\%) & Better by & Steps & Holm p \\
    \midrule
    DNI, rate\_1 \& \#2 & 1.62 $\pm$ 0.05 & $-$0.17 [$-$0.20 to 0.01] & 300--1,500 & $<$ 0.001 \\
    {}[core] x & -- & +0.08 [0.05 to 0.12] & \textbf{500} & 3.1$\times10^{-7}$ \\
    \bottomrule
  \end{tabular}

  \smallskip
  \parbox{\linewidth}{\footnotesize 2 runs repeat a seed. Runs differ in length.}
\end{table}
`);
  });

  it('is labelled where the name has no letters', () => {
    expect(toLatex(table, '中')).toContain('\\label{tab:table}');
  });
});

describe('text in LaTeX', () => {
  it('has every special character escaped', () => {
    expect(escapeLatex('a_b^2 {c} $5 & 10% #1 ~x \\y "z" <1|2> `q`')).toBe(
      "a\\_b\\textasciicircum{}2 \\{c\\} \\$5 \\& 10\\% \\#1 \\textasciitilde{}x \\textbackslash{}y ''z'' $<$1$|$2$>$ \\textasciigrave{}q\\textasciigrave{}",
    );
    expect(escapeLatex('a->b, core→core, --flag')).toBe('a-$>$b, core$\\rightarrow$core, -{}-flag');
  });

  it('has Greek letters as commands, and others that its fonts lack by their number', () => {
    expect(escapeLatex('λ = 𝜃, Ω')).toBe('$\\lambda$ = $\\theta$, $\\Omega$');
    expect(escapeLatex('x² ﬁ é')).toBe('x2 fi é');
    expect(escapeLatex('中 a\u0007b')).toBe('U+4E2D ab');
  });
});

const hasLatex = spawnSync('pdflatex', ['--version']).status === 0;

describe.skipIf(!hasLatex)('pdflatex', () => {
  it('typesets tables unedited, whatever is in them', async () => {
    const delicate: TextTable = {
      ...table,
      caption: characters,
      rows: [characters, others, ...labels].map((text) => [text, text, text, text, text, text]),
      notes: [others],
    };
    const statistics = toLatex(statisticsTable(comparedGroups), 'statistics');
    const log = await typeset([toLatex(table, 'a'), toLatex(delicate, 'b'), statistics]);
    expect(log).toContain('Output written on');
    expect(log.match(/^(!|Missing character|LaTeX Font Warning).*/gm)).toBeNull();
  });

  it('has room for the table of statistics on a page', async () => {
    const log = await typeset([toLatex(statisticsTable(comparedGroups), 'statistics')]);
    expect(log.match(/^Overfull.*/gm)).toBeNull();
  });
});

/** The log of `pdflatex` for a document with these tables that loads booktabs and nothing else. */
async function typeset(tables: readonly string[]): Promise<string> {
  const folder = await emptyFolder();
  const lines = [
    '\\documentclass{article}',
    '\\usepackage{booktabs}',
    '\\begin{document}',
    ...tables,
    '\\end{document}',
  ];
  await writeFile(join(folder, 'paper.tex'), lines.join('\n'));
  spawnSync(
    'pdflatex',
    ['-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', 'paper.tex'],
    {
      cwd: folder,
    },
  );
  return readFile(join(folder, 'paper.log'), 'latin1');
}

import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildFigure } from '#chart/figures/build-figure';
import { chartSchema } from '#spec/comparison';
import { resolveFigureStyle } from '#spec/figure-style';
import { figureToLatexDocument, figureToPgfplots } from '#exchange/figure/figure-pgfplots';
import { makeLine, makeSource } from '../../chart/figures/figure-sources';
import { emptyFolder } from '../../storage/helpers';
import { figures, manyLines, series } from './figures';
import { handMade, style } from './hand-made';

const hasLatex =
  spawnSync('pdflatex', ['--version']).status === 0 &&
  spawnSync('kpsewhich', ['pgfplots.sty']).status === 0;

async function compile(
  document: string,
): Promise<{ status: number | null; log: string; folder: string }> {
  const folder = await emptyFolder();
  await writeFile(join(folder, 'figure.tex'), document);
  const { status, stdout } = spawnSync(
    'pdflatex',
    ['-interaction=nonstopmode', '-halt-on-error', 'figure.tex'],
    { cwd: folder, encoding: 'latin1' },
  );
  return { status, log: stdout, folder };
}

const faults = /Overfull|Underfull|Undefined|Missing character|Error|^!.*/m;

describe('a picture for pgfplots', () => {
  it('has the values of the figure, its ends, ticks and dashes', async () => {
    const figure = handMade([
      { kind: 'line', series: 0, role: 'main', x: [0, 5, 10], y: [0.25, NaN, 7] },
    ]);
    const tex = await figureToPgfplots(
      { ...figure, series: [series('DNI', { dash: [4, 2] })] },
      style,
    );
    expect(tex).toContain('\\definecolor{figure4}{HTML}{2166D1}');
    expect(tex).toMatch(/xmin=0,\n +xmax=10,\n +xmajorgrids,\n +xtick=\{0,5,10\},/);
    expect(tex).toContain('only marks');
    expect(tex).toContain('coordinates {(0,0.25) (10,7)};');
  });

  it('breaks a line where a value is missing', async () => {
    const tex = await figureToPgfplots(
      handMade([
        { kind: 'line', series: 0, role: 'guide', x: [0, 2, 3, 4, 10], y: [1, 2, NaN, 4, 20] },
      ]),
      style,
    );
    // From (4, 4) to (10, 20), the line leaves at y = 10: x = 4 + 6 · 6 / 16.
    expect(tex).toContain('coordinates {(0,1) (2,2)\n(nan,nan)\n(4,4) (6.25,10)};');
  });

  it('reverses an axis whose ends are reversed', async () => {
    const figure = handMade([]);
    const panels = figure.panels.map((panel) => ({ ...panel, y: { ...panel.y, min: 10, max: 0 } }));
    const reversed = { ...figure, panels };
    expect(await figureToPgfplots(reversed, style)).toMatch(
      /ymin=0,\n +ymax=10,\n +y dir=reverse,/,
    );
  });

  it('escapes what means something to LaTeX', async () => {
    const tex = await figureToPgfplots(figures.nastyFigure(), resolveFigureStyle());
    expect(tex).toContain('\\% of \\$x\\_1\\$ \\&');
    expect(tex.replaceAll('\\textbackslash{}end', '')).not.toMatch(/\\end\{axis\}.+/);
  });

  it.skipIf(!hasLatex)(
    'of every kind is typeset without a fault, in colours and in greys',
    { timeout: 120_000 },
    async () => {
      const { curves, categories, heatMap } = figures;
      const screen = resolveFigureStyle({ preset: 'screen' });
      const paper = resolveFigureStyle({ preset: 'paper', isGreySafe: true });
      const pictures = await Promise.all([
        ...Object.values(figures).map((make) => figureToPgfplots(make(), screen)),
        ...[curves, categories, heatMap].map((make) => figureToPgfplots(make(), paper)),
        figureToPgfplots(manyLines(12, 100), paper),
      ]);
      const { status, log } = await compile(`\\documentclass{article}
\\usepackage[textwidth=468bp, textheight=9in]{geometry}
\\usepackage{pgfplots}
\\pgfplotsset{compat=1.16}
\\parindent=0pt
\\begin{document}
${pictures.join('\\clearpage\n')}\\end{document}
`);
      expect(log).not.toMatch(faults);
      expect(status).toBe(0);
      expect(log).toContain(`Output written on figure.pdf (${pictures.length} pages`);
    },
  );

  it.skipIf(!hasLatex)(
    'is typeset where a heat map has one row, one column, or one cell',
    { timeout: 60_000 },
    async () => {
      const screen = resolveFigureStyle({ preset: 'screen' });
      const heat = { kind: 'heatmap', value: 'x/value' };
      const draw = async (x: string, y: string, values: number[]): Promise<string> => {
        const chart = chartSchema.parse({ id: 'chart', ...heat, x, y });
        const figure = buildFigure(chart, makeSource([makeLine('a', 0, values)]));
        return figure ? figureToPgfplots(figure, screen) : '';
      };
      const [seed, method] = ['training.seed', 'training.method'];
      const pictures = [
        await draw(seed, method, [1, 2, 3]),
        await draw(method, seed, [1, 2, 3]),
        await draw(seed, method, [-2]),
        await draw(seed, method, [0, 0]),
      ];
      const { status, log } = await compile(`\\documentclass{article}
\\usepackage[textwidth=468bp, textheight=9in]{geometry}
\\usepackage{pgfplots}
\\pgfplotsset{compat=1.16}
\\parindent=0pt
\\begin{document}
${pictures.join('\\clearpage\n')}\\end{document}
`);
      expect(log).not.toMatch(faults);
      expect(status).toBe(0);
    },
  );

  it.skipIf(!hasLatex)('is a document of one page of its size', async () => {
    const paper = resolveFigureStyle({ preset: 'paper', height: 150 });
    const { log, folder } = await compile(await figureToLatexDocument(figures.curves(), paper));
    expect(log).not.toMatch(faults);
    const info = spawnSync('pdfinfo', [join(folder, 'figure.pdf')], { encoding: 'utf8' });
    if (info.status === 0) expect(info.stdout).toMatch(/Pages: +1\n[^]*Page size: +234 x 150 pts/);
  });
});

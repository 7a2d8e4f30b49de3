import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CurveRecipe } from '#exchange/report/curve-recipe';
import { writeReportFolder } from '#exchange/report/folder/write-report-folder';
import type { Report } from '#exchange/report/report';
import { curvesRequestSchema, type Curve } from '#spec/curves';
import type { Run } from '#spec/run';
import { ColumnCache } from '#storage/curves/column-cache';
import { readCurves } from '#storage/curves/read-curves';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import { emptyFolder, newProject } from '../../../storage/helpers';
import { addRun } from '../../exported-project';
import { lineFigure, sampleReport } from '../sample-report';

const execute = promisify(execFile);
const resources = fileURLToPath(new URL('../../../../../resources', import.meta.url));
const python = process.env.DNI_WORKBENCH_PYTHON ?? 'python3';
const canDraw = await canRun(python, ['-c', 'import numpy, pandas, matplotlib']);
const hasLatex = await canRun('pdflatex', ['--version']);

function canRun(program: string, words: readonly string[]): Promise<boolean> {
  return execute(program, words).then(
    () => true,
    () => false,
  );
}

const metric = 'train/loss';
/** Nine runs of unlike length: one lacks rows, one is not finite for a while, one is measured at other steps. */
async function makeRuns(): Promise<{ project: ProjectFolder; runs: Run[] }> {
  const project = await newProject();
  const runs: Run[] = [];
  for (let seed = 1; seed <= 9; seed += 1) {
    const count = seed === 4 ? 60 : 90;
    const points = Array.from({ length: count }, (_, row) => ({
      metric,
      step: 5 * row,
      seconds: row / 3 + seed,
      value: seed === 3 && row === 20 ? NaN : Math.exp(-row / 30) * (1 + Math.sin(row * seed) / 4),
    })).filter(({ step }) => seed !== 2 || step < 100 || step > 200);
    runs.push(await addRun(project, points, { name: `Seed ${seed}`, seed }));
  }
  return { project, runs };
}

async function write(
  report: Report,
  { project, runs }: { project: ProjectFolder; runs: Run[] },
  path?: string,
): Promise<string> {
  const target = path ?? join(await emptyFolder(), 'report');
  const overwrite = path !== undefined;
  await writeReportFolder(project, report, runs, { path: target, overwrite, resources });
  return target;
}

describe('a report as a folder', () => {
  it('has a file for each figure, table and value, with their checksums', async () => {
    const made = await makeRuns();
    const path = await write(sampleReport(), made);
    const names = (await readdir(path, { recursive: true })).sort();
    expect(names).toEqual(
      expect.arrayContaining([
        'README.md',
        'data/figures.json',
        'data/values.csv',
        'figures/01-test-error.csv',
        'figures/01-test-error.pdf',
        'figures/01-test-error.svg',
        'make_figures.py',
        'report.html',
        'report.tex',
        'tables/01-test-error.tex',
        'tables/02-runs.md',
      ]),
    );
    const { files } = JSON.parse(await readFile(join(path, 'report.json'), 'utf8')) as {
      files: Record<string, string>;
    };
    for (const [name, sha256] of Object.entries(files)) {
      const content = await readFile(join(path, name));
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
    expect(await readFile(join(path, 'README.md'), 'utf8')).toContain(
      'npm run -s dni -- train spirals --seed 1',
    );
  });

  it('replaces a folder as it was written, and none that was changed', async () => {
    const made = await makeRuns();
    const path = await write(sampleReport(), made);
    await write(sampleReport({ title: 'New' }), made, path);
    const text = await readFile(join(path, 'report.tex'), 'utf8');
    expect(text).toContain('\\title{New}');
    await writeFile(join(path, 'report.tex'), `${text}% mine\n`);
    await expect(write(sampleReport(), made, path)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await readFile(join(path, 'report.tex'), 'utf8')).toContain('% mine');
  });
});

describe.skipIf(!hasLatex)('what pdflatex makes of it', () => {
  it('is a document, whatever names and texts hold', async () => {
    const hostile = `50% & _a_ #1 $x$ ~^\\{} "quoted" <b> 中 \u0007`;
    const sample = sampleReport();
    const path = await write(
      sampleReport({
        title: hostile,
        remarks: [hostile],
        texts: [
          {
            title: hostile,
            markdown: `# ${hostile}\n\n- [a] ${hostile}\n\n> *${hostile}*\n\n\`\`\`\n${hostile}\n\`\`\`\n\n|a|b|\n|-|-|\n|[1]|*2*|`,
          },
        ],
        figures: [lineFigure(`Figure of ${hostile}`)],
        tables: sample.tables,
        reported: [{ label: hostile, value: '1', source: hostile }],
      }),
      await makeRuns(),
    );
    const words = ['-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', 'report.tex'];
    await execute('pdflatex', words, { cwd: path });
    expect(existsSync(join(path, 'report.pdf'))).toBe(true);
  });

  it('has no fonts of bitmaps, which journals refuse', async () => {
    const path = await write(sampleReport(), await makeRuns());
    const words = ['-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', 'report.tex'];
    const { stdout } = await execute('pdflatex', words, { cwd: path });
    expect(stdout).not.toMatch(/\dpk>/);
  });

  it('has every letter of western and central Europe, no line wider than the page, and its figures where they belong', async () => {
    const letters = Array.from({ length: 0x17f - 0xbf }, (_, at) =>
      String.fromCodePoint(0xc0 + at),
    );
    const subject = {
      kind: 'comparison',
      id: 'does-dni-help-recall-dni-over-4-ticks-and-longer-than-a-line',
      name: 'Long',
      project: 'A project of a name that is long',
    } as const;
    const path = await write(
      sampleReport({ subject, remarks: [letters.join(' ')], figures: [lineFigure('One')] }),
      await makeRuns(),
    );
    const words = ['-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', 'report.tex'];
    const { stdout } = await execute('pdflatex', words, { cwd: path });
    expect(stdout).not.toContain('Overfull');
    expect(stdout).not.toContain('undefined');
    // Nothing floats to a page of its own.
    expect(Number(/Output written on report.pdf \((\d+) page/.exec(stdout)?.[1])).toBe(2);
  });
});

describe.skipIf(!canDraw)('the script of the folder', () => {
  it('draws every figure', async () => {
    const path = await write(sampleReport(), await makeRuns());
    const script = join(path, 'make_figures.py');
    const { stdout } = await execute(python, [script, '--format', 'svg']);
    expect(stdout.split('\n')[1]).toContain('Figure 1 of 2: ');
    expect((await readdir(join(path, 'drawn'))).sort()).toEqual([
      '01-test-error.svg',
      '02-final-error.svg',
    ]);
    const sizeOf = async (name: string) => {
      const text = await readFile(join(path, name), 'utf8');
      return ['width', 'height'].map((side) =>
        Math.round(Number(new RegExp(`<svg[^>]* ${side}="([\\d.]+)pt"`).exec(text)?.[1])),
      );
    };
    expect(await sizeOf('drawn/01-test-error.svg')).toEqual(
      await sizeOf('figures/01-test-error.svg'),
    );
  });

  it('computes the curves that the program draws', async () => {
    const made = await makeRuns();
    const ids = made.runs.map(({ id }) => id);
    const recipes: CurveRecipe[] = (['interval', 'sd', 'se', 'range'] as const).flatMap((band) =>
      (['mean', 'median'] as const).flatMap((center) =>
        (['step', 'relative'] as const).map((x) => ({
          metric,
          smoothing: 0.6,
          x,
          center,
          band,
          // All nine, five of them, and one.
          lines: [ids, ids.slice(0, 5), ids.slice(1, 2)].map((runs, series) => ({ series, runs })),
        })),
      ),
    );
    const figures = recipes.map((_, index) => lineFigure(`Figure ${index}`));
    const path = await write(sampleReport({ figures, recipes }), made);
    const code = `
import json, sys
sys.path.insert(0, sys.argv[1])
import make_figures as script
values = script.read_values()
print(json.dumps([[{key: list(map(float, curve[key])) for key in ('x', 'center', 'lower', 'upper')}
    for curve in script.compute_curves(figure, values)] for figure in script.read_figures()]))`;
    const { stdout } = await execute(python, ['-B', '-c', code, path], { maxBuffer: 2 ** 26 });
    const computed = JSON.parse(stdout.replace(/NaN/g, 'null')) as Record<string, number[]>[][];
    for (const [index, recipe] of recipes.entries()) {
      const ours = await drawOurs(made, recipe);
      for (const [line, curve] of ours.entries()) {
        const theirs = computed[index]?.[line];
        expectEqual(theirs?.x, curve.x);
        expectEqual(theirs?.center, curve.y);
        if (curve.lower && curve.upper) {
          expectEqual(theirs?.lower, curve.lower);
          expectEqual(theirs?.upper, curve.upper);
        }
      }
    }
  });
});

async function drawOurs(
  { project }: { project: ProjectFolder },
  { metric: name, smoothing, x, center, band, lines }: CurveRecipe,
): Promise<Curve[]> {
  const request = curvesRequestSchema.parse({
    lines: lines.map(({ series, runs }) => ({ key: String(series), runIds: runs })),
    metrics: [{ metric: name, smoothing }],
    x,
    center,
    band,
    points: 100_000,
  });
  const findRun = (id: string) => ({
    directory: runDirectory(project, id),
    readSpec: () => Promise.reject(new Error('No axis needs it.')),
  });
  return readCurves(request, findRun, new ColumnCache());
}

/** Ours are float32. Rounding of sums in another order is far smaller. */
function expectEqual(
  theirs: readonly (number | null)[] | undefined,
  ours: ArrayLike<number>,
): void {
  expect(theirs?.length).toBe(ours.length);
  theirs?.forEach((value, row) => {
    const own = ours[row] ?? NaN;
    if (Number.isNaN(own)) expect(value).toBeNull();
    else
      expect(Math.abs((value ?? NaN) - own)).toBeLessThanOrEqual(
        1e-6 * Math.max(Math.abs(own), 1e-3),
      );
  });
}

import { titleOfChart } from '#chart/chart-title';
import { listRunCharts, titleOfRunChart } from '#chart/run-charts';
import { findClosestMatch } from '#spec/closest-match';
import { chartsOf, drawCharts } from '#exchange/comparison-figures';
import { writeFigure } from '#exchange/figure/write-figure';
import { describeGoing } from '#exchange/describe-left-out';
import { drawRunCharts } from '#exchange/run-figures';
import { compareAll } from '#exchange/report/compare-all';
import { writeFigures } from '#exchange/write-figures';
import { readStudy } from '#service/read-study';
import { readReportedBeside } from '#service/reported-sources';
import type { Figure } from '#chart/figure';
import { explainUndrawable } from '#chart/figures/assert-drawable';
import { buildStudyFigure } from '#chart/figures/study-figure';
import { isPicture } from '#chart/figures/build-figure';
import type { Chart, ComparisonContent } from '#spec/comparison';
import { countNoun } from '#spec/count-noun';
import { WorkbenchError } from '#spec/errors';
import type { FigureFormat } from '#spec/export-format';
import {
  figureStyleSchema,
  resolveFigureStyle,
  type FigurePreset,
  type FigureStyle,
} from '#spec/figure-style';
import { formatBytes } from '#spec/format-bytes';
import { quote } from '#spec/quote';
import type { RunChart } from '#spec/run-chart';
import type { Study } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { exitStatus } from './exit-status';
import type { ExportSource } from './export-source';
import { print, printToStderr } from './output';
import { resources } from './program-paths';
import { untilInterrupted } from './until-interrupted';

/** Options of `export` that are about charts. Lengths are in points. */
export interface FigureOptions {
  chart?: string[];
  style?: FigurePreset;
  width?: number;
  height?: number;
  font?: FigureStyle['fontFamily'];
  fontSize?: number;
  outlines?: boolean;
  grey?: boolean;
  legend?: FigureStyle['legend'];
  withTitle?: boolean;
  withNotes?: boolean;
  transparent?: boolean;
  dpi?: number;
}

interface FigureExport extends FigureOptions {
  format: FigureFormat;
  out: string;
  overwrite?: boolean;
  json?: boolean;
}

const defaultDotsPerInch = 300;

/**
 * Writes the charts of a comparison, those of the page of a run, or the result of a study and the curves of its runs. Returns
 * the exit status.
 */
export async function exportFigures(
  project: ProjectFolder,
  source: ExportSource,
  { format, out, overwrite = false, json, ...options }: FigureExport,
): Promise<number> {
  const style = readStyle(options);
  const { kind, id, name } = source;
  const listed = listCharts(source);
  if (listed.length === 0)
    throw new WorkbenchError(
      'notFound',
      `The ${kind} ${quote(id)} has no charts: add one in the window, or export its table by --format latex.`,
    );
  const charts = chooseCharts(listed, options.chart);
  return untilInterrupted(async (signal) => {
    const drawn = await drawAll(project, source, charts);
    const built = drawn.flatMap((figure) => figure ?? []);
    if (built.length === 0)
      throw new WorkbenchError(
        'notFound',
        `The ${kind} ${quote(id)} has nothing to draw yet: none of its runs has measured what its charts show.`,
      );
    const going = describeGoing(source.runs);
    for (const note of going) printToStderr(`note: ${note}`);
    for (const { title } of charts.filter((_, index) => !drawn[index]))
      printToStderr(`note: ${quote(title)} has nothing to draw and is left out.`);
    const figures = leaveOutUndrawable(built, format);
    const file = { format, style, dotsPerInch: options.dpi ?? defaultDotsPerInch, overwrite };
    const [first] = figures;
    const written =
      figures.length === 1 && first && charts.length === 1
        ? await writeOne(out, first, file)
        : await writeFigures(out, figures, { ...file, signal });
    const count = countNoun(written.files.length, 'chart');
    const notes = [...going, ...figures.flatMap((figure) => figure.notes)];
    print(
      json
        ? JSON.stringify({ kind, id, name, format, ...written, notes })
        : `${written.path}: ${count}, ${formatBytes(written.bytes)}`,
    );
    return exitStatus.finished;
  });
}

/** A chart that can be chosen. */
type NamedChart = { title: string; id: string | null } & (
  | { of: 'run'; chart: RunChart }
  | { of: 'comparison'; chart: Chart }
  | { of: 'study'; study: Study }
);

function listCharts(source: ExportSource): NamedChart[] {
  const { kind, runs } = source;
  const [run] = runs;
  if (kind === 'run' && run)
    return listRunCharts(run).map((chart) => ({
      ...{ of: 'run' as const, chart, title: titleOfRunChart(chart), id: null },
    }));
  const charts = chartsOf(contentOf(source), runs)
    .filter(isPicture)
    .map((chart) => ({
      ...{ of: 'comparison' as const, chart, title: titleOfChart(chart, runs), id: chart.id },
    }));
  const { content } = source;
  if (!content || !('axes' in content)) return charts;
  return [{ of: 'study', study: content, title: 'Result of each group', id: 'result' }, ...charts];
}

/** The picture of each chart; null where it has nothing to draw. */
async function drawAll(
  project: ProjectFolder,
  source: ExportSource,
  named: readonly NamedChart[],
): Promise<(Figure | null)[]> {
  const { runs } = source;
  const [run] = runs;
  const ofRun = named.flatMap((one) => (one.of === 'run' ? [one.chart] : []));
  if (run && ofRun.length > 0)
    return (await drawRunCharts(project, run, { charts: ofRun })).map(({ figure }) => figure);
  const charts = named.flatMap((one) => (one.of === 'comparison' ? [one.chart] : []));
  const beside = await readReportedBeside(project, resources);
  const drawn = await drawCharts(project, { content: contentOf(source), runs, beside, charts });
  const pictures = drawn.map(({ figure }) => figure);
  const figures: (Figure | null)[] = [];
  for (const one of named)
    figures.push(
      one.of === 'study' ? await drawStudy(project, one.study) : (pictures.shift() ?? null),
    );
  return figures;
}

async function drawStudy(project: ProjectFolder, study: Study): Promise<Figure | null> {
  const { result } = await readStudy(project, resources, study);
  return buildStudyFigure(study, result);
}

/** Those that the format can have, with a note on each other one. Throws `validation` where there are none. */
function leaveOutUndrawable(figures: readonly Figure[], format: FigureFormat): readonly Figure[] {
  if (format === 'figure-csv') return figures;
  const drawable = figures.filter((figure) => explainUndrawable(figure) === null);
  const problems = figures.flatMap((figure) => explainUndrawable(figure) ?? []);
  if (drawable.length === 0) throw new WorkbenchError('validation', problems.join('\n'));
  for (const problem of problems) printToStderr(`note: ${problem}`);
  return drawable;
}

async function writeOne(
  out: string,
  figure: Figure,
  file: Parameters<typeof writeFigure>[2],
): Promise<{ path: string; files: string[]; bytes: number }> {
  const written = await writeFigure(out, figure, file);
  return { ...written, files: [written.path] };
}

/** The comparison itself; of a study one that the program chooses. */
function contentOf({ name, runs, content }: ExportSource): ComparisonContent {
  return content && !('axes' in content) ? content : compareAll(name, runs);
}

function readStyle(options: FigureOptions): FigureStyle {
  const given = figureStyleSchema.safeParse(
    resolveFigureStyle({
      preset: options.style ?? 'paper',
      width: options.width,
      height: options.height,
      fontFamily: options.font,
      fontSize: options.fontSize,
      textAs: options.outlines ? 'outlines' : undefined,
      isGreySafe: options.grey,
      legend: options.legend,
      hasTitle: options.withTitle,
      hasNotes: options.withNotes,
      isTransparent: options.transparent,
    }),
  );
  if (given.success) return given.data;
  const [issue] = given.error.issues;
  const [setting = 'size'] = issue?.path ?? [];
  const limits: Record<string, string> = {
    width: 'The width must be from 1 to 40 inches (72 to 2880 points).',
    height: 'The height must be from 1 to 40 inches (72 to 2880 points).',
    fontSize: 'The size of the font must be from 4 to 48 points.',
  };
  throw new WorkbenchError('validation', limits[String(setting)] ?? issue?.message ?? '');
}

/** The charts that are named, each once: by their numbers from 1 on, ids or titles. */
function chooseCharts(
  charts: readonly NamedChart[],
  names: readonly string[] | undefined,
): NamedChart[] {
  if (names === undefined) return [...charts];
  const chosen = names.map((name) => {
    const found =
      charts.find(({ id }) => id === name) ??
      charts.find(({ title }) => title.toLowerCase() === name.toLowerCase()) ??
      (/^\d+$/.test(name) ? charts[Number(name) - 1] : undefined);
    if (found) return found;
    const titles = charts.map(({ title }) => title);
    const closest = findClosestMatch(name, titles);
    const hint = closest ? ` Did you mean ${quote(closest)}?` : '';
    const list = titles.map((title, index) => `${index + 1} ${title}`).join(', ');
    throw new WorkbenchError(
      'notFound',
      `There is no chart ${quote(name)}.${hint} The charts are: ${list}.`,
    );
  });
  return [...new Set(chosen)];
}

import { titleOfChart } from '#chart/chart-title';
import { findClosestMatch } from '#spec/closest-match';
import { chartsOf, drawCharts } from '#exchange/comparison-figures';
import { writeFigure } from '#exchange/figure/write-figure';
import { compareAll } from '#exchange/report/compare-all';
import { writeFigures } from '#exchange/write-figures';
import { readReportedBeside } from '#service/reported-sources';
import type { Figure } from '#chart/figure';
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
import type { Run } from '#spec/run';
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

/** Writes the charts of a comparison, or those that the program chooses for a run or a study. Returns the exit status. */
export async function exportFigures(
  project: ProjectFolder,
  source: ExportSource,
  { format, out, overwrite = false, json, ...options }: FigureExport,
): Promise<number> {
  const style = readStyle(options);
  const { kind, id, name, runs } = source;
  const content = contentOf(source);
  const charts = chooseCharts(chartsOf(content, runs).filter(isPicture), options.chart, runs);
  const beside = await readReportedBeside(project, resources);
  return untilInterrupted(async (signal) => {
    const drawn = await drawCharts(project, { content, runs, beside, charts });
    const figures = drawn.flatMap(({ figure }) => figure ?? []);
    const empty = drawn.filter(({ figure }) => figure === null).map(({ chart }) => chart);
    if (figures.length === 0)
      throw new WorkbenchError(
        'notFound',
        `The ${kind} ${quote(id)} has nothing to draw yet: none of its runs has measured what its charts show.`,
      );
    for (const chart of empty)
      printToStderr(
        `note: ${quote(titleOfChart(chart, runs))} has nothing to draw and is left out.`,
      );
    const file = { format, style, dotsPerInch: options.dpi ?? defaultDotsPerInch, overwrite };
    const [first] = figures;
    const written =
      figures.length === 1 && first && charts.length === 1
        ? await writeOne(out, first, file)
        : await writeFigures(out, figures, { ...file, signal });
    const count = countNoun(written.files.length, 'chart');
    const notes = figures.flatMap((figure) => figure.notes);
    print(
      json
        ? JSON.stringify({ kind, id, name, format, ...written, notes })
        : `${written.path}: ${count}, ${formatBytes(written.bytes)}`,
    );
    return exitStatus.finished;
  });
}

async function writeOne(
  out: string,
  figure: Figure,
  file: Parameters<typeof writeFigure>[2],
): Promise<{ path: string; files: string[]; bytes: number }> {
  const written = await writeFigure(out, figure, file);
  return { ...written, files: [written.path] };
}

/** The comparison itself; of a run or a study one that the program chooses. */
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

/** The charts that are named: by their numbers from 1 on, ids or titles. */
function chooseCharts(
  charts: readonly Chart[],
  names: readonly string[] | undefined,
  runs: readonly Run[],
): Chart[] {
  if (names === undefined) return [...charts];
  return names.map((name) => {
    const titles = charts.map((chart) => titleOfChart(chart, runs));
    const found =
      charts.find(({ id }) => id === name) ??
      charts[titles.findIndex((title) => title.toLowerCase() === name.toLowerCase())] ??
      (/^\d+$/.test(name) ? charts[Number(name) - 1] : undefined);
    if (found) return found;
    const closest = findClosestMatch(name, titles);
    const hint = closest ? ` Did you mean ${quote(closest)}?` : '';
    const list = titles.map((title, index) => `${index + 1} ${title}`).join(', ');
    throw new WorkbenchError(
      'notFound',
      `There is no chart ${quote(name)}.${hint} The charts are: ${list}.`,
    );
  });
}

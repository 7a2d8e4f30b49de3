/**
 * Small pictures of projects that are not open, for the list of recent ones: made when they are asked for, and kept
 * until the project changes.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findCompared } from '#analysis/compared-runs';
import { parseRunFilter } from '#analysis/run-filter';
import type { ProjectPicture } from '#api/start';
import type { Figure } from '#chart/figure';
import { listNames } from '#files/list-names';
import { mapLimited } from '#files/map-limited';
import type { Comparison } from '#spec/comparison';
import type { Run } from '#spec/run';
import { listComparisons } from '#storage/comparisons';
import { listModels } from '#storage/models';
import type { ProjectFolder } from '#storage/projects';
import { listRuns, readRun, runDirectory, runIds } from '#storage/runs';

/** Runs of a comparison that are drawn, and latest runs in which one with curves is looked for. */
const maxRuns = 64;
const maxLatest = 5;
const readAtOnce = 8;
/** Pictures that are kept. */
const maxKept = 100;

export class ProjectPictures {
  /** By folder of the project, the one that was asked for last at the end. */
  readonly #kept = new Map<string, { stamp: string; picture: ProjectPicture | null }>();
  /** One is made at a time: a list of many asks for all at once. */
  #last: Promise<unknown> = Promise.resolve();

  /** Null where the project has neither runs nor models. */
  of(project: ProjectFolder): Promise<ProjectPicture | null> {
    const next = this.#last.then(() => this.#find(project));
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #find(project: ProjectFolder): Promise<ProjectPicture | null> {
    const stamp = await readStamp(project);
    const { directory } = project;
    const kept = this.#kept.get(directory);
    const picture = kept?.stamp === stamp ? kept.picture : await drawProject(project);
    this.#kept.delete(directory);
    this.#kept.set(directory, { stamp, picture });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) this.#kept.delete(oldest);
    return picture;
  }
}

/** Differs after a change of what a picture shows. */
async function readStamp(project: ProjectFolder): Promise<string> {
  const { directory } = project;
  const latest = (await runIds(project)).sort().at(-1);
  const files = [
    ...(await pathsIn(join(directory, 'comparisons'))),
    ...(await pathsIn(join(directory, 'models'))),
    join(directory, 'runs'),
    ...(latest === undefined ? [] : [join(runDirectory(project, latest), 'run.json')]),
  ];
  const times = await mapLimited(files, readAtOnce, async (file) => {
    const stats = await stat(file).catch(() => null);
    return `${file} ${stats?.mtimeMs ?? ''}`;
  });
  return times.join('\n');
}

async function pathsIn(folder: string): Promise<string[]> {
  const names = await listNames(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

async function drawProject(project: ProjectFolder): Promise<ProjectPicture | null> {
  const { items: comparisons } = await listComparisons(project);
  comparisons.sort((a, b) => b.modified.localeCompare(a.modified));
  for (const comparison of comparisons.slice(0, maxLatest)) {
    const picture = await drawComparison(project, comparison).catch(() => null);
    if (picture) return picture;
  }
  for (const id of (await runIds(project)).sort().reverse().slice(0, maxLatest)) {
    const picture = await drawRun(project, id).catch(() => null);
    if (picture) return picture;
  }
  const { items: models } = await listModels(project);
  const [model] = models.sort((a, b) => b.modified.localeCompare(a.modified));
  return model ? { kind: 'model', name: model.spec.name, spec: model.spec } : null;
}

async function drawComparison(
  project: ProjectFolder,
  comparison: Comparison,
): Promise<ProjectPicture | null> {
  const { chartsOf, drawCharts } = await import('#exchange/comparison-figures');
  const { titleOfChart } = await import('#chart/chart-title');
  // What others have reported is read from other files, and no curve.
  const content = { ...comparison, references: [] };
  const runs = (await readCompared(project, comparison)).slice(0, maxRuns);
  const lines = chartsOf(content, runs).filter(({ kind }) => kind === 'lines');
  // An error says more than the loss that is trained.
  const ordered = [
    ...lines.filter((chart) => chart.kind === 'lines' && isTestError(chart.metric)),
    ...lines,
  ];
  const [chart] = ordered;
  if (!chart || runs.length === 0) return null;
  const beside = { sources: [], templates: new Map() };
  const [drawn] = await drawCharts(project, { content, charts: [chart], runs, beside });
  return toPicture('comparison', comparison.name, titleOfChart(chart, runs), drawn?.figure);
}

const isTestError = (metric: string): boolean => /^test\/.*error/.test(metric);

async function readCompared(
  project: ProjectFolder,
  { runs, filter }: Pick<Comparison, 'runs' | 'filter'>,
): Promise<Run[]> {
  if (filter === null) {
    const read = await mapLimited(runs.slice(0, maxRuns), readAtOnce, (id) =>
      readRun(project, id).catch(() => null),
    );
    return findCompared(
      read.flatMap((run) => run ?? []),
      runs,
      null,
      null,
    );
  }
  const { items } = await listRuns(project);
  return findCompared(items, runs, filter, parseRunFilter(filter));
}

async function drawRun(project: ProjectFolder, id: string): Promise<ProjectPicture | null> {
  const { drawRunCharts } = await import('#exchange/run-figures');
  const { listRunCharts, titleOfRunChart } = await import('#chart/run-charts');
  const run = await readRun(project, id);
  const [chart] = listRunCharts(run);
  if (!chart) return null;
  const [drawn] = await drawRunCharts(project, run, { charts: [chart] });
  return toPicture('run', run.name, titleOfRunChart(chart), drawn?.figure);
}

async function toPicture(
  kind: 'comparison' | 'run',
  name: string,
  title: string,
  figure: Figure | null | undefined,
): Promise<ProjectPicture | null> {
  const { drawLines } = await import('./picture-lines');
  const lines = figure ? drawLines(figure) : [];
  return lines.length > 0 ? { kind, name, title, lines } : null;
}

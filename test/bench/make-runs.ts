import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { experimentSchema, formatVersion, type Experiment } from '#spec/experiment';
import { describeMetric, interfaceMetricName, isHeldOut } from '#spec/metric-catalogue';
import type { MetricSummary, Run } from '#spec/run';
import { methods } from '#spec/training';
import { metricPath, rowBytes, writeIndex } from '#storage/metric-files';
import { createProject, type ProjectFolder } from '#storage/projects';
import { runDirectory, writeRun } from '#storage/runs';

export interface RunsToMake {
  runs: number;
  /** Steps of each run; training metrics have a point at each. */
  steps: number;
  /** Metrics of each run; those after the ones of the program are called `layer/norm-1` ... */
  metrics: number;
  /** Groups of equal settings but for the seed: the method, then the learning rate. */
  groups: number;
  /** Steps between evaluations; 1: evaluations have as many points as training metrics. */
  evaluateEvery: number;
}

const knownMetrics = [
  'train/loss',
  'validation/error',
  'test/error',
  interfaceMetricName('hidden1->hidden2', 'cosine'),
  interfaceMetricName('hidden2->logits', 'cosine'),
  'train/error',
  'validation/loss',
  'test/loss',
  'speed/steps-per-second',
  interfaceMetricName('hidden1->hidden2', 'relative-error'),
  interfaceMetricName('hidden2->logits', 'relative-error'),
  'memory/resident-megabytes',
];

/**
 * Makes a project of finished runs with curves that look like training, straight on the disk: for measurements and
 * for looking at the window with many runs. The same numbers each time.
 *
 *     tsx test/bench/make-runs.ts /tmp/many --runs 100 --steps 10000 --metrics 12 --groups 6
 */
export async function makeRuns(directory: string, request: RunsToMake): Promise<ProjectFolder> {
  const { runs } = request;
  const project = await createProject(directory, runs === 1 ? '1 run' : `${runs} runs`);
  await addRuns(project, request);
  return project;
}

/** Makes runs in a project whose first `from` runs are there already. */
export async function addRuns(
  project: ProjectFolder,
  request: RunsToMake,
  from = 0,
): Promise<void> {
  const text = await readFile(join('resources', 'templates', 'spirals-cdni.json'), 'utf8');
  const template = experimentSchema.parse(JSON.parse(text));
  for (let index = from; index < request.runs; index += 1)
    await makeRun(project, template, index, request);
}

async function makeRun(
  project: ProjectFolder,
  template: Experiment,
  index: number,
  request: RunsToMake,
): Promise<void> {
  const { steps, groups } = request;
  const group = index % groups;
  const seed = Math.floor(index / groups) + 1;
  const method = methods[group % methods.length] ?? 'dni';
  const rateIndex = Math.floor(group / methods.length);
  const created = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
  const id = `made-${String(index + 1).padStart(5, '0')}`;
  const { optimizer } = template.training;
  const spec: Experiment = {
    ...template,
    training: {
      ...template.training,
      method,
      seed,
      steps,
      optimizer: { ...optimizer, rate: Number((0.001 / 2 ** rateIndex).toPrecision(6)) },
    },
  };
  const metrics = await writeCurves(runDirectory(project, id), group, index, request);
  const validation = metrics['validation/error'];
  const heldOut = Object.entries(metrics).filter(([metric]) => isHeldOut(metric));
  const run: Run = {
    version: formatVersion,
    id,
    name: spec.name,
    modelId: null,
    spec,
    method,
    seed,
    status: 'finished',
    failure: null,
    failedStep: null,
    pid: null,
    created,
    started: created,
    ended: created,
    step: steps,
    seconds: steps / 100,
    environment: null,
    data: [],
    parameters: 4739,
    notes: '',
    tags: [],
    parent: null,
    study: null,
    archived: false,
    alerts: [],
    color: index,
    metrics,
    selected: validation
      ? {
          metric: 'validation/error',
          step: validation.bestStep,
          value: validation.best,
          values: Object.fromEntries(heldOut.map(([metric, { best }]) => [metric, best])),
        }
      : null,
  };
  await writeRun(project, run);
}

async function writeCurves(
  directory: string,
  group: number,
  index: number,
  { metrics: count, steps, evaluateEvery }: RunsToMake,
): Promise<Record<string, MetricSummary>> {
  await mkdir(join(directory, 'metrics'), { recursive: true });
  await mkdir(join(directory, 'checkpoints'), { recursive: true });
  const more = Array.from(
    { length: Math.max(0, count - knownMetrics.length) },
    (_, n) => `layer/norm-${n + 1}`,
  );
  const names = [...knownMetrics.slice(0, count), ...more];
  const files = new Map(names.map((metric, at) => [metric, `${at}.f64`]));
  const summaries: Record<string, MetricSummary> = {};
  for (const [at, metric] of names.entries()) {
    const every = describeMetric(metric).isNoisy || metric.startsWith('layer/') ? 1 : evaluateEvery;
    const random = createRandom(index * 1009 + at + 1);
    const rows = new Float64Array(Math.floor(steps / every) * 3);
    const level = 0.1 * (1 + (group % 7) * 0.25) * (1 + 0.1 * (random() - 0.5));
    for (let row = 0; row < rows.length / 3; row += 1) {
      const step = (row + 1) * every;
      const learned = 1 - Math.exp((-6 * step) / steps);
      rows[3 * row] = step;
      rows[3 * row + 1] = step / 100;
      rows[3 * row + 2] = valueOf(metric, learned, level) * (1 + 0.08 * (random() - 0.5));
    }
    summaries[metric] = summarize(metric, rows);
    const bytes = Buffer.from(rows.buffer, 0, (rows.length / 3) * rowBytes);
    await writeFile(metricPath(directory, files.get(metric) ?? ''), bytes);
  }
  await writeIndex(directory, files);
  return summaries;
}

/** A value between the untrained one and `level`, by how much is learned: 0 to 1. */
function valueOf(metric: string, learned: number, level: number): number {
  if (metric.endsWith('/cosine')) return (0.9 - level) * learned;
  if (metric.startsWith('speed/')) return 200 + 500 * level;
  if (metric.startsWith('memory/')) return 300 + 200 * learned;
  const start = metric.endsWith('error') ? 0.67 : 1.1;
  return level + (start - level) * (1 - learned);
}

function summarize(metric: string, rows: Float64Array): MetricSummary {
  const sign = describeMetric(metric).isSmallerBetter ? 1 : -1;
  let [best, worst, bestStep] = [Infinity, -Infinity, 0];
  for (let at = 0; at < rows.length; at += 3) {
    const value = sign * (rows[at + 2] ?? NaN);
    worst = Math.max(worst, value);
    if (value < best) [best, bestStep] = [value, rows[at] ?? 0];
  }
  const last = rows.at(-1) ?? 0;
  return rows.length === 0
    ? { last: 0, best: 0, worst: 0, bestStep: 0 }
    : { last, best: sign * best, worst: sign * worst, bestStep };
}

/** A generator of numbers from 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

async function main(): Promise<void> {
  const number = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runs: number,
      steps: number,
      metrics: number,
      groups: number,
      'evaluate-every': number,
    },
  });
  const [directory] = positionals;
  if (directory === undefined)
    throw new Error('Name the new folder: make-runs.ts FOLDER --runs 100');
  const steps = Number(values.steps ?? 1000);
  await makeRuns(resolve(directory), {
    runs: Number(values.runs ?? 100),
    steps,
    metrics: Number(values.metrics ?? 12),
    groups: Number(values.groups ?? 6),
    evaluateEvery: Number(values['evaluate-every'] ?? Math.max(1, Math.round(steps / 50))),
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();

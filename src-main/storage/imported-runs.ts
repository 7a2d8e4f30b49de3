/** Writes runs that were trained by other programs. They are stored as those of this program are, without checkpoints. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDirectory, syncDirectory } from '#files/durable-write';
import { fileError } from '#files/file-errors';
import { removeStalePartials } from '#files/replace-directory';
import { takeTurn } from '#files/take-turn';
import { formatVersion } from '#spec/experiment';
import type { ImportedRun } from '#spec/run';
import { appendLog } from './log';
import type { MetricRows } from './metric-files';
import { listMetrics, MetricWriter, readMetric } from './metrics';
import { slug } from './names';
import type { ProjectFolder } from './projects';
import { createRunFolder, runDirectory, runIds, runsDirectory, writeRun } from './runs';
import { readMetricSummaries } from './summaries';
import { writeJson } from './versioned-json';
import { whileLocked } from './while-locked';

/** What an import knows of a run. */
export interface ImportedContent extends Pick<
  ImportedRun,
  'name' | 'method' | 'seed' | 'tags' | 'started' | 'ended' | 'imported'
> {
  /** By metric, the steps in ascending order. Seconds are NaN where no time is known. */
  curves: ReadonlyMap<string, MetricRows>;
}

/** Points that are written at a time. */
const pieceRows = 2 ** 14;

/**
 * Writes a new run. It is built beside its place and renamed, so that it appears whole or not at all. Throws `unavailable`
 * where it cannot be written, and the reason of `signal` where that is aborted.
 */
export async function createImportedRun(
  project: ProjectFolder,
  content: ImportedContent,
  signal?: AbortSignal,
): Promise<ImportedRun> {
  const parent = runsDirectory(project);
  await ensureDirectory(parent);
  await removeStalePartials(parent);
  const partial = join(parent, `.${slug(content.name)}.partial-${randomUUID()}`);
  try {
    await mkdir(partial);
    await writeCurves(partial, content.curves, signal);
    const created = new Date();
    const color = (await runIds(project)).length;
    const summaries = await readMetricSummaries(partial, { spec: null, data: [] });
    await logImport(partial, content);
    const id = await createRunFolder(project, created, slug(content.name));
    const run: ImportedRun = {
      version: formatVersion,
      kind: 'imported',
      id,
      modelId: null,
      spec: null,
      status: 'finished',
      failure: null,
      failedStep: null,
      pid: null,
      created: created.toISOString(),
      environment: null,
      data: [],
      parameters: 0,
      notes: '',
      parent: null,
      study: null,
      archived: false,
      alerts: [],
      color,
      ...factsOf(content),
      ...summaries.toRunFields(),
    };
    await writeJson(join(partial, 'run.json'), run);
    // The empty folder has reserved the id.
    await rmdir(runDirectory(project, id));
    await rename(partial, runDirectory(project, id));
    await syncDirectory(parent);
    return run;
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw signal?.aborted ? error : fileError('written', parent, error);
  }
}

/**
 * Brings a run up to date with its files. What is there already stays, and what came after it is appended, so that charts
 * can be drawn meanwhile; where a training was started again, its curves are cut there first.
 */
export async function updateImportedRun(
  project: ProjectFolder,
  run: ImportedRun,
  content: ImportedContent,
): Promise<ImportedRun> {
  const directory = runDirectory(project, run.id);
  return whileLocked(join(directory, 'lock'), run.name, async () => {
    const writer = await MetricWriter.open(directory);
    try {
      const kept = await lastCommonStep(directory, content.curves);
      if (kept < Infinity) await writer.truncateAfter(kept);
      await appendCurves(writer, content.curves);
      await writer.close();
    } catch (error) {
      await writer.abandon();
      throw error;
    }
    const summaries = await readMetricSummaries(directory, { spec: null, data: [] });
    const updated = { ...run, ...factsOf(content), ...summaries.toRunFields() };
    await writeRun(project, updated);
    await logImport(directory, content).catch(() => undefined);
    return updated;
  });
}

function factsOf({
  curves,
  ...content
}: ImportedContent): Omit<ImportedContent, 'curves'> & Pick<ImportedRun, 'step' | 'seconds'> {
  let [step, seconds] = [0, 0];
  for (const rows of curves.values()) {
    step = Math.max(step, rows.step.at(-1) ?? 0);
    for (const at of rows.seconds) if (at > seconds) seconds = at;
  }
  return { ...content, step, seconds };
}

async function writeCurves(
  directory: string,
  curves: ReadonlyMap<string, MetricRows>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const writer = await MetricWriter.open(directory);
  try {
    await appendCurves(writer, curves, signal);
    await writer.close();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

async function appendCurves(
  writer: MetricWriter,
  curves: ReadonlyMap<string, MetricRows>,
  signal?: AbortSignal,
): Promise<void> {
  for (const [metric, { step, seconds, value }] of curves)
    for (let start = 0; start < step.length; start += pieceRows) {
      signal?.throwIfAborted();
      const end = Math.min(step.length, start + pieceRows);
      const points = Array.from({ length: end - start }, (_, row) => ({
        metric,
        step: step[start + row] ?? 0,
        seconds: seconds[start + row] ?? NaN,
        value: value[start + row] ?? NaN,
      }));
      writer.append(points);
      await writer.flush();
      await takeTurn();
    }
}

/** The step until which what is on the disk is also in the curves; infinite where all of it is. */
async function lastCommonStep(
  directory: string,
  curves: ReadonlyMap<string, MetricRows>,
): Promise<number> {
  let kept = Infinity;
  for (const metric of await listMetrics(directory)) {
    const before = await readMetric(directory, metric);
    const after = curves.get(metric);
    const row = before?.step.findIndex(
      (step, index) =>
        step !== after?.step[index] || !Object.is(before.value[index], after.value[index]),
    );
    const step = row === undefined || row < 0 ? undefined : before?.step[row];
    if (step !== undefined) kept = Math.min(kept, step - 1);
  }
  return kept;
}

async function logImport(directory: string, { imported, curves }: ImportedContent): Promise<void> {
  const values = [...curves.values()].reduce((sum, { step }) => sum + step.length, 0);
  await appendLog(directory, {
    time: imported.at,
    level: 'info',
    message: `Imported ${values.toLocaleString('en')} values of ${curves.size.toLocaleString('en')} metrics from '${imported.source}'.`,
  });
}

/** Writes runs that were trained by other programs. They are stored as those of this program are, without checkpoints. */
import { rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDirectory, syncDirectory } from '#files/durable-write';
import { fileError } from '#files/file-errors';
import { takeTurn } from '#files/take-turn';
import { formatVersion } from '#spec/experiment';
import type { MetricPoint } from '#spec/metric-catalogue';
import type { ImportedRun } from '#spec/run';
import { appendLog } from './log';
import type { MetricRows } from './metric-files';
import { eachMetric, MetricWriter } from './metrics';
import { slug } from './names';
import type { ProjectFolder } from './projects';
import { createRunFolder, runDirectory, runIds, runsDirectory, writeRun } from './runs';
import { createStaging, removeStaging } from './staging';
import { summarizeCurves } from './summaries';
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

export interface CreateImportedOptions {
  signal?: AbortSignal;
  /** Called while curves are written, with how many of them are. */
  onWritten?: (curves: number) => void;
  /**
   * Looks for the same run once more, just before this one appears: another program may have imported it meanwhile. No
   * other import puts a run into place at that moment.
   */
  findTwin?: () => Promise<ImportedRun | null>;
}

/**
 * Writes a new run. It is prepared as `staging.ts` says, so that it appears whole or not at all. Returns the run that
 * `findTwin` has found instead, where it has found one. Throws `unavailable` where it cannot be written, and the reason
 * of `signal` where that is aborted.
 */
export async function createImportedRun(
  project: ProjectFolder,
  content: ImportedContent,
  { signal, onWritten, findTwin }: CreateImportedOptions = {},
): Promise<{ run: ImportedRun; isNew: boolean }> {
  const parent = runsDirectory(project);
  await ensureDirectory(parent);
  const staging = await createStaging(project.directory);
  try {
    await writeCurves(staging.content, content.curves, { signal, onWritten });
    await logImport(staging.content, content);
    return await whileLocked(join(parent, '.lock'), parent, async () => {
      const twin = (await findTwin?.()) ?? null;
      return twin
        ? { run: twin, isNew: false }
        : { run: await putIntoPlace(project, staging.content, content), isNew: true };
    });
  } catch (error) {
    throw signal?.aborted ? error : fileError('written', parent, error);
  } finally {
    await removeStaging(staging);
  }
}

/** Gives the run its id and its file, and moves its folder to the others. */
async function putIntoPlace(
  project: ProjectFolder,
  prepared: string,
  content: ImportedContent,
): Promise<ImportedRun> {
  const created = new Date();
  const color = (await runIds(project)).length;
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
  };
  await writeJson(join(prepared, 'run.json'), run);
  // The empty folder has reserved the id.
  await rmdir(runDirectory(project, id));
  await rename(prepared, runDirectory(project, id));
  await syncDirectory(runsDirectory(project));
  return run;
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
    const updated = { ...run, ...factsOf(content) };
    await writeRun(project, updated);
    await logImport(directory, content).catch(() => undefined);
    return updated;
  });
}

function factsOf({
  curves,
  ...content
}: ImportedContent): Omit<ImportedContent, 'curves'> &
  Pick<ImportedRun, 'step' | 'seconds' | 'metrics' | 'selected'> {
  let [step, seconds] = [0, 0];
  for (const rows of curves.values()) {
    step = Math.max(step, rows.step.at(-1) ?? 0);
    for (const at of rows.seconds) if (at > seconds) seconds = at;
  }
  const summaries = summarizeCurves(curves, { spec: null, data: [] });
  return { ...content, step, seconds, ...summaries.toRunFields() };
}

type WriteOptions = Pick<CreateImportedOptions, 'signal' | 'onWritten'>;

async function writeCurves(
  directory: string,
  curves: ReadonlyMap<string, MetricRows>,
  options: WriteOptions,
): Promise<void> {
  const writer = await MetricWriter.open(directory);
  try {
    await appendCurves(writer, curves, options);
    await writer.close();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

/** Short curves are written many at a time: each flush passes over the files of all metrics. */
async function appendCurves(
  writer: MetricWriter,
  curves: ReadonlyMap<string, MetricRows>,
  { signal, onWritten }: WriteOptions = {},
): Promise<void> {
  let [pending, done] = [0, 0];
  const flush = async (): Promise<void> => {
    await writer.flush();
    pending = 0;
    onWritten?.(done);
    await takeTurn();
  };
  for (const [metric, rows] of curves) {
    for (let start = 0; start < rows.step.length; start += pieceRows) {
      signal?.throwIfAborted();
      const end = Math.min(rows.step.length, start + pieceRows);
      writer.append(pointsOf(metric, rows, start, end));
      pending += end - start;
      if (pending >= pieceRows) await flush();
    }
    done += 1;
  }
  await flush();
}

function pointsOf(
  metric: string,
  { step, seconds, value }: MetricRows,
  start: number,
  end: number,
): MetricPoint[] {
  return Array.from({ length: end - start }, (_, row) => ({
    metric,
    step: step[start + row] ?? 0,
    seconds: seconds[start + row] ?? NaN,
    value: value[start + row] ?? NaN,
  }));
}

/** The step until which what is on the disk is also in the curves; infinite where all of it is. */
async function lastCommonStep(
  directory: string,
  curves: ReadonlyMap<string, MetricRows>,
): Promise<number> {
  let kept = Infinity;
  for await (const [metric, before] of eachMetric(directory)) {
    const after = curves.get(metric);
    const row = before.step.findIndex(
      (step, index) =>
        step !== after?.step[index] || !Object.is(before.value[index], after.value[index]),
    );
    const step = row < 0 ? undefined : before.step[row];
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

/**
 * Brings curves of other programs into a project: event files of TensorBoard, as PyTorch and TensorFlow write them, and
 * tables of text. A run that is there already, as the checksums of its files show, is brought up to date.
 *
 *     const request = curveImportSchema.parse({ paths: ['runs/resnet'], method: 'backprop' });
 *     const { runs } = await importCurves(project, request);
 */
import { countNoun } from '#spec/count-noun';
import type { CurveImport, CurvePreview, ImportedCurves, PreviewRun } from '#spec/curve-import';
import { isOutOfUnit } from '#spec/curve-units';
import { quote } from '#spec/quote';
import { isTrained, type ImportedRun } from '#spec/run';
import {
  createImportedRun,
  updateImportedRun,
  type CreateImportedOptions,
  type ImportedContent,
} from '#storage/imported-runs';
import type { ProjectFolder } from '#storage/projects';
import { listRuns, readRun, runIds } from '#storage/runs';
import type { ForeignRun } from './foreign-run';
import { assertMetricNames, nameCurves, type NamedCurve } from './metric-names';
import { readSources } from './read-sources';
import { continuesFiles, describeFiles } from './source-files';

/** How far an import is: the run that is being written, and its curves. */
export interface ImportProgress {
  run: number;
  runs: number;
  name: string;
  curves: number;
  ofCurves: number;
}

export interface ImportOptions {
  signal?: AbortSignal;
  /** Called with each run that is written. */
  onRun?: (run: ImportedRun) => void;
  onProgress?: (progress: ImportProgress) => void;
}

/** One run as it is going to be written. */
interface PlannedRun {
  source: ForeignRun;
  content: ImportedContent;
  curves: NamedCurve[];
  /** The run that it is already. */
  known: ImportedRun | null;
  state: PreviewRun['state'];
  notes: string[];
  unitNotes: string[];
}

/** What an import would make of the files; writes nothing. Throws as `importCurves`. */
export async function previewCurves(
  project: ProjectFolder | null,
  request: CurveImport,
): Promise<CurvePreview> {
  const { planned, tables } = await planImport(project, request);
  return { runs: planned.map(describePlanned), tables };
}

/**
 * Throws a WorkbenchError where a file cannot be read, is damaged or does not fit the request: nothing is written then.
 */
export async function importCurves(
  project: ProjectFolder,
  request: CurveImport,
  options: ImportOptions = {},
): Promise<ImportedCurves> {
  const present = new Set(await runIds(project));
  const { planned } = await planImport(project, request);
  const runs: ImportedCurves['runs'] = [];
  for (const [index, plan] of planned.entries()) {
    options.signal?.throwIfAborted();
    const { content } = plan;
    const notes = [...plan.notes, ...plan.unitNotes];
    const { run, outcome } = await writePlanned(project, plan, {
      signal: options.signal,
      onWritten: (curves) =>
        options.onProgress?.({
          run: index + 1,
          runs: planned.length,
          name: content.name,
          ...{ curves, ofCurves: content.curves.size },
        }),
      findTwin: () => findTwin(project, plan.source, present),
    });
    present.add(run.id);
    if (outcome !== 'unchanged') options.onRun?.(run);
    runs.push({
      ...{ id: run.id, name: run.name, outcome, notes },
      metrics: content.curves.size,
      values: [...content.curves.values()].reduce((sum, { step }) => sum + step.length, 0),
    });
  }
  return { runs };
}

/** What a run becomes. One that another program has imported since it was planned is brought up to date. */
async function writePlanned(
  project: ProjectFolder,
  { content, known, state }: PlannedRun,
  options: CreateImportedOptions,
): Promise<{ run: ImportedRun; outcome: ImportedCurves['runs'][number]['outcome'] }> {
  if (state === 'unchanged' && known) return { run: known, outcome: 'unchanged' };
  if (known) return { run: await updateImportedRun(project, known, content), outcome: 'updated' };
  const { run, isNew } = await createImportedRun(project, content, options);
  if (isNew) return { run, outcome: 'created' };
  return isSame(run, content)
    ? { run, outcome: 'unchanged' }
    : { run: await updateImportedRun(project, run, content), outcome: 'updated' };
}

/** Among the runs that were not there when the import was planned, the one that these files are. */
async function findTwin(
  project: ProjectFolder,
  source: ForeignRun,
  present: ReadonlySet<string>,
): Promise<ImportedRun | null> {
  for (const id of await runIds(project)) {
    if (present.has(id)) continue;
    // The folder of a run that is being created has no file yet.
    const run = await readRun(project, id).catch(() => null);
    if (run && !isTrained(run) && (await findKnown(source, [run]))) return run;
  }
  return null;
}

async function planImport(
  project: ProjectFolder | null,
  request: CurveImport,
): Promise<{ planned: PlannedRun[]; tables: CurvePreview['tables'] }> {
  const { runs, tables } = await readSources(request);
  assertMetricNames(request.metrics, runs);
  const known = project ? (await listRuns(project)).items.filter((run) => !isTrained(run)) : [];
  const planned: PlannedRun[] = [];
  for (const run of runs)
    planned.push(await planRun(run, request, { known, isOnly: runs.length === 1 }));
  return { planned, tables };
}

async function planRun(
  run: ForeignRun,
  request: CurveImport,
  { known: candidates, isOnly }: { known: readonly ImportedRun[]; isOnly: boolean },
): Promise<PlannedRun> {
  const known = await findKnown(run, candidates);
  // What was said at the first import still holds.
  const wanted = { ...known?.imported.renamed, ...request.metrics };
  const curves = nameCurves(run.curves, wanted);
  const content: ImportedContent = {
    name: nameRun(run, request.name, isOnly) ?? known?.name ?? run.name,
    method: request.method ?? run.method ?? known?.method ?? null,
    seed: request.seed ?? run.seed ?? known?.seed ?? null,
    tags: [...new Set([...(known?.tags ?? []), ...request.tags])],
    started: run.started?.toISOString() ?? null,
    ended: run.ended?.toISOString() ?? null,
    curves: new Map(curves.map(({ name, rows }) => [name, rows])),
    imported: {
      format: run.format,
      source: run.source,
      part: run.part,
      files: await describeFiles(run.files, run.source),
      at: new Date().toISOString(),
      settings: { ...known?.imported.settings, ...run.settings, ...request.settings },
      renamed: Object.fromEntries(
        curves.filter(({ name, from }) => name !== from).map(({ name, from }) => [name, from]),
      ),
    },
  };
  const state = known === null ? 'new' : isSame(known, content) ? 'unchanged' : 'grown';
  const { notes } = run;
  return { source: run, content, curves, known, state, notes, unitNotes: noteUnits(curves) };
}

function nameRun(run: ForeignRun, name: string | undefined, isOnly: boolean): string | null {
  if (name === undefined) return null;
  return isOnly ? name : `${name}, ${run.part ?? run.name}`;
}

async function findKnown(
  run: ForeignRun,
  candidates: readonly ImportedRun[],
): Promise<ImportedRun | null> {
  for (const candidate of candidates) {
    const { format, part, files } = candidate.imported;
    // A table has several runs, which its checksum does not tell apart. A folder may have been renamed.
    if (format !== run.format || (format === 'csv' && nameIn(part) !== nameIn(run.part))) continue;
    if (await continuesFiles(run.files, files)) return candidate;
  }
  return null;
}

/** The name of a run in its table, without the place of the table. */
function nameIn(part: string | null): string {
  return part?.split(', ').at(-1) ?? '';
}

/** Whether a run has what an import would give it; a metric that was added later need not have a value yet. */
function isSame(known: ImportedRun, content: ImportedContent): boolean {
  const facts = ({ name, method, seed, tags, imported }: ImportedContent | ImportedRun): string =>
    JSON.stringify([
      ...[name, method, seed, tags],
      imported.files.map(({ bytes, sha256 }) => [bytes, sha256]),
      Object.entries(imported.settings).sort(),
      Object.entries(imported.renamed).sort(),
    ]);
  return facts(known) === facts(content);
}

/** Values that do not fit the unit in which the program shows the metric of that name. */
function noteUnits(curves: readonly NamedCurve[]): string[] {
  return curves.flatMap(({ name, from, source, rows }) => {
    const range = rangeOf(rows.value);
    if (!isOutOfUnit(name, range)) return [];
    const { lowest, highest } = range;
    const reach = `from ${lowest?.toPrecision(3)} to ${highest?.toPrecision(3)}`;
    return [
      `${quote(from)} goes ${reach}, but ${quote(name)} is a fraction from 0 to 1, shown in percent. If it is in percent, import it as ${quote(`${source}%`)}.`,
    ];
  });
}

/** The extremes of the finite values; null where there are none. */
function rangeOf(values: Float64Array): Pick<PreviewRun['metrics'][number], 'lowest' | 'highest'> {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest > highest ? { lowest: null, highest: null } : { lowest, highest };
}

function describePlanned({
  content,
  curves,
  known,
  state,
  notes,
  unitNotes,
}: PlannedRun): PreviewRun {
  const { name, method, seed, imported } = content;
  const { format, source, part, settings } = imported;
  let [step, seconds] = [0, Number.NaN];
  for (const { rows } of curves) {
    step = Math.max(step, rows.step.at(-1) ?? 0);
    for (const at of rows.seconds) if (!(at <= seconds)) seconds = Number.isNaN(at) ? seconds : at;
  }
  return {
    ...{ name, format, source, part, method, seed, settings },
    metrics: curves.map(({ name: metric, from, source: theirs, rows }) => ({
      ...{ name: metric, from, source: theirs },
      ...rangeOf(rows.value),
      values: rows.step.length,
      notFinite: rows.value.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0),
    })),
    step,
    seconds: Number.isNaN(seconds) ? null : seconds,
    state,
    runId: known?.id ?? null,
    notes,
    unitNotes,
  };
}

/** `Created 'resnet' with 1,200 values of 3 metrics.` */
export function describeImported({
  name,
  outcome,
  metrics,
  values,
}: ImportedCurves['runs'][number]): string {
  if (outcome === 'unchanged')
    return `${quote(name)} is in the project already, and its files have not changed.`;
  const verb = outcome === 'created' ? 'created' : 'brought up to date';
  return `${quote(name)}: ${verb}, ${countNoun(values, 'value')} of ${countNoun(metrics, 'metric')}.`;
}

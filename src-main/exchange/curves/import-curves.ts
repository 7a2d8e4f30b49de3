/**
 * Brings curves of other programs into a project: event files of TensorBoard, as PyTorch and TensorFlow write them, and
 * tables of text. A run that is there already, as the checksums of its files show, is brought up to date.
 *
 *     const request = curveImportSchema.parse({ paths: ['runs/resnet'], method: 'backprop' });
 *     const { runs } = await importCurves(project, request);
 */
import { countNoun } from '#spec/count-noun';
import type { CurveImport, CurvePreview, ImportedCurves, PreviewRun } from '#spec/curve-import';
import { describeMetric } from '#spec/metric-catalogue';
import { quote } from '#spec/quote';
import { isTrained, type ImportedRun } from '#spec/run';
import { createImportedRun, updateImportedRun, type ImportedContent } from '#storage/imported-runs';
import type { ProjectFolder } from '#storage/projects';
import { listRuns } from '#storage/runs';
import type { ForeignRun } from './foreign-run';
import { assertMetricNames, nameCurves, type NamedCurve } from './metric-names';
import { readSources } from './read-sources';
import { continuesFiles, describeFiles } from './source-files';

/** One run as it is going to be written. */
interface PlannedRun {
  content: ImportedContent;
  curves: NamedCurve[];
  /** The run that it is already. */
  known: ImportedRun | null;
  state: PreviewRun['state'];
  notes: string[];
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
 * `onRun` is called with each run that is written.
 */
export async function importCurves(
  project: ProjectFolder,
  request: CurveImport,
  { signal, onRun }: { signal?: AbortSignal; onRun?: (run: ImportedRun) => void } = {},
): Promise<ImportedCurves> {
  const { planned } = await planImport(project, request);
  const runs: ImportedCurves['runs'] = [];
  for (const { content, known, state, notes } of planned) {
    signal?.throwIfAborted();
    const run =
      known === null
        ? await createImportedRun(project, content, signal)
        : state === 'unchanged'
          ? known
          : await updateImportedRun(project, known, content);
    if (state !== 'unchanged') onRun?.(run);
    runs.push({
      id: run.id,
      name: run.name,
      outcome: known === null ? 'created' : state === 'unchanged' ? 'unchanged' : 'updated',
      metrics: content.curves.size,
      values: [...content.curves.values()].reduce((sum, { step }) => sum + step.length, 0),
      notes,
    });
  }
  return { runs };
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
  return { content, curves, known, state, notes: [...run.notes, ...noteUnits(curves)] };
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
  return curves.flatMap(({ name, from, rows }) => {
    const { unit } = describeMetric(name);
    const highest = rows.value.reduce((most, value) => (value > most ? value : most), -Infinity);
    if (unit !== 'fraction' || !(highest > 1) || !Number.isFinite(highest)) return [];
    return [
      `${quote(from)} goes up to ${highest.toPrecision(3)}, but ${quote(name)} is a fraction from 0 to 1, shown in percent. If it is in percent, import it as ${quote(`${from}%`)}.`,
    ];
  });
}

function describePlanned({ content, curves, known, state, notes }: PlannedRun): PreviewRun {
  const { name, method, seed, imported } = content;
  const { format, source, part, settings } = imported;
  let [step, seconds] = [0, Number.NaN];
  for (const { rows } of curves) {
    step = Math.max(step, rows.step.at(-1) ?? 0);
    for (const at of rows.seconds) if (!(at <= seconds)) seconds = Number.isNaN(at) ? seconds : at;
  }
  return {
    ...{ name, format, source, part, method, seed, settings },
    metrics: curves.map(({ name: metric, from, rows }) => ({
      name: metric,
      from,
      values: rows.step.length,
      notFinite: rows.value.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0),
    })),
    step,
    seconds: Number.isNaN(seconds) ? null : seconds,
    state,
    runId: known?.id ?? null,
    notes,
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

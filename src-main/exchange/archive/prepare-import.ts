import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeFileSynced } from '#files/durable-write';
import { fileError } from '#files/file-errors';
import { readJsonText } from '#files/read-json-text';
import { isEnded, type Run } from '#spec/run';
import type { StagedPlan } from '#storage/staging';
import { keptModelsSchema } from '#storage/study-models';
import { parseRecord, recordText, type MadeRun } from '#storage/study-record';
import { jsonText, parseVersionedJson } from '#storage/versioned-json';
import { keptModelsPath, mainPath, parseContent, recordPath, type ContentOf } from './check-item';
import { type ItemKind } from '#spec/archive';
import { keyText, pathFor, placeOf } from './layout';
import type { ArchiveManifest } from './manifest';
import type { ImportPlan, PlannedItem } from './plan-import';
import { mapModelId, mapReferences, mapStudyValues } from './references';

/**
 * Writes new ids and references into the unpacked files of an archive, and says what is to be moved where. Files in which
 * nothing changes keep their bytes.
 */
export async function prepareImport(
  folder: string,
  { files }: ArchiveManifest,
  plan: ImportPlan,
): Promise<StagedPlan> {
  const paths = new Set(files.map(({ path }) => path));
  const coming = plan.items.filter(({ outcome }) => outcome !== 'present');
  for (const item of coming) {
    await rewriteContent(folder, item, plan);
    if (paths.has(keptModelsPath(item.id)) && item.kind === 'study')
      await rewriteKeptModels(folder, item.id, plan);
  }
  const madeRuns: StagedPlan['madeRuns'] = [];
  for (const item of plan.items) {
    if (item.kind !== 'study' || !paths.has(recordPath(item.id))) continue;
    const record = parseRecord(await readJsonText(join(folder, recordPath(item.id))));
    if (item.outcome === 'present') madeRuns.push({ studyId: item.id, runs: added(record, plan) });
    else await rewriteRecord(folder, item.id, record, plan);
  }
  return { moves: listMoves(paths, coming), madeRuns };
}

async function rewriteContent<K extends ItemKind>(
  folder: string,
  item: PlannedItem & { kind: K },
  plan: ImportPlan,
): Promise<void> {
  const path = mainPath(item);
  const content = parseContent(item.kind, path, await readJsonText(join(folder, path)));
  const final = plan.finalContent(item, content);
  const settled = item.kind === 'run' ? (settle(final as Run) as ContentOf<K>) : final;
  if (!isDeepStrictEqual(settled, content)) await write(folder, path, jsonText(settled));
}

/** A run that no program trains here has ended. One in an archive was on a disk that could not be written. */
function settle(run: Run): Run {
  if (isEnded(run.status)) return run;
  return { ...run, status: 'interrupted', pid: null, ended: run.ended ?? run.created };
}

async function rewriteKeptModels(
  folder: string,
  studyId: string,
  { resolve, project }: ImportPlan,
): Promise<void> {
  const path = keptModelsPath(studyId);
  const kept = parseVersionedJson(path, await readJsonText(join(folder, path)), keptModelsSchema);
  const models = Object.entries(kept.models).map(([id, spec]) => [
    mapModelId(id, { resolve }),
    mapReferences('model', spec, { resolve, project }),
  ]);
  const mapped = { ...kept, models: Object.fromEntries(models) as typeof kept.models };
  if (!isDeepStrictEqual(mapped, kept)) await write(folder, path, jsonText(mapped));
}

async function rewriteRecord(
  folder: string,
  studyId: string,
  record: readonly MadeRun[],
  plan: ImportPlan,
): Promise<void> {
  const mapped = record.map((run) => mapMadeRun(run, plan));
  if (!isDeepStrictEqual(mapped, record))
    await write(folder, recordPath(studyId), recordText(mapped));
}

/** Of the runs that a study has made, those that come to the study in the project. */
function added(record: readonly MadeRun[], plan: ImportPlan): MadeRun[] {
  const coming = new Set(
    plan.items.flatMap(({ kind, id, outcome }) =>
      kind === 'run' && outcome !== 'present' ? [id] : [],
    ),
  );
  return record.filter(({ runId }) => coming.has(runId)).map((run) => mapMadeRun(run, plan));
}

function mapMadeRun({ runId, modelId, values }: MadeRun, { resolve }: ImportPlan): MadeRun {
  return {
    runId: resolve({ kind: 'run', id: runId }) ?? runId,
    modelId: modelId === null ? null : mapModelId(modelId, { resolve }),
    values: mapStudyValues(values, { resolve }),
  };
}

function listMoves(paths: Iterable<string>, coming: readonly PlannedItem[]): StagedPlan['moves'] {
  const items = new Map(coming.map((item) => [keyText(item), item]));
  const moves = new Map<string, string>();
  for (const path of paths) {
    const place = placeOf(path);
    const item = place && items.get(keyText(place.key));
    if (place && item) moves.set(unitOf(path), unitOf(pathFor(place, item.newId)));
  }
  return [...moves].map(([from, to]) => ({ from, to }));
}

/** What is moved with the file: the folder of a run, of a data set, of the versions of a model, else the file itself. */
function unitOf(path: string): string {
  return /^(?:(?:runs|datasets)|[a-z]+\/\.history)\/[^/]+/.exec(path)?.[0] ?? path;
}

async function write(folder: string, path: string, text: string): Promise<void> {
  const target = join(folder, path);
  try {
    await writeFileSynced(target, text);
  } catch (error) {
    throw fileError('written', target, error);
  }
}

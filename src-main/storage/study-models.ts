/**
 * The experiments of a study's models, as they were when its first run was made: `studies/.models/<id>.json`. A model may
 * be edited afterwards; the runs that the study has, and those that are left, are of the model as it was.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#spec/errors';
import { experimentSchema, formatVersion, type Experiment } from '#spec/experiment';
import { safeName } from './names';
import { assertNoLink, ensureOwnFolder } from './own-folder';
import type { ProjectFolder } from './projects';
import { assertNotNewer, readVersionedJson, writeJson } from './versioned-json';

/** The content of the file. */
export const keptModelsSchema = z.strictObject({
  version: z.literal(formatVersion),
  models: z.record(z.string(), experimentSchema),
});

/**
 * The kept experiments of a study, by the id of the model. Empty where there is no such file, or a damaged one: the runs
 * of the study have its experiments too. Throws `validation` where a newer version of the program wrote it.
 */
export async function readKeptModels(
  project: ProjectFolder,
  studyId: string,
): Promise<Map<string, Experiment>> {
  const path = keptFile(project, studyId);
  await assertNotNewer(path);
  try {
    return new Map(Object.entries((await readVersionedJson(path, keptModelsSchema)).models));
  } catch (error) {
    if (error instanceof WorkbenchError && error.kind !== 'unavailable') return new Map();
    throw error;
  }
}

/**
 * Keeps the experiments of a study's models; those that it keeps of other models stay, for a model that comes back. What
 * is kept already is not written again. Throws `unavailable` where it cannot be written.
 */
export async function keepModels(
  project: ProjectFolder,
  studyId: string,
  models: ReadonlyMap<string, Experiment>,
): Promise<void> {
  const present = await readKeptModels(project, studyId);
  const isKept = ([id, spec]: [string, Experiment]): boolean =>
    JSON.stringify(present.get(id)) === JSON.stringify(spec);
  if ([...models].every(isKept)) return;
  await ensureOwnFolder(join(project.directory, 'studies'));
  await ensureOwnFolder(keptDirectory(project));
  const path = keptFile(project, studyId);
  await assertNoLink(path);
  await writeJson(path, {
    version: formatVersion,
    models: Object.fromEntries([...present, ...models]),
  });
}

function keptDirectory(project: ProjectFolder): string {
  return join(project.directory, 'studies', '.models');
}

function keptFile(project: ProjectFolder, studyId: string): string {
  return join(keptDirectory(project), `${safeName(studyId, 'study')}.json`);
}

/**
 * Where a study was started last: `studies/.places/<id>.json`. It goes on there, also after the program was ended while the
 * runs were at work.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { listNames } from '#files/list-names';
import { formatVersion } from '#spec/experiment';
import { idPattern, safeName } from './names';
import { assertNoLink, ensureOwnFolder } from './own-folder';
import type { ProjectFolder } from './projects';
import { readVersionedJson, writeJson } from './versioned-json';

const studyPlacesSchema = z.strictObject({
  version: z.literal(formatVersion),
  /** Ids, this computer among them. */
  places: z.array(z.string()),
});

/** The ids of the places; none where this computer alone has trained it, or the file cannot be read. */
export async function readStudyPlaces(project: ProjectFolder, studyId: string): Promise<string[]> {
  const path = placesFile(project, studyId);
  const file = await readVersionedJson(path, studyPlacesSchema).catch(() => null);
  return file?.places ?? [];
}

/** The places of all studies that have any, by the id of the study. */
export async function listStudyPlaces(project: ProjectFolder): Promise<Record<string, string[]>> {
  const listed: Record<string, string[]> = {};
  for (const name of await listNames(placesDirectory(project))) {
    const id = name.replace(/\.json$/, '');
    if (id === name || !idPattern.test(id)) continue;
    const places = await readStudyPlaces(project, id);
    if (places.length > 0) listed[id] = places;
  }
  return listed;
}

/** Throws `unavailable` where it cannot be written. */
export async function keepStudyPlaces(
  project: ProjectFolder,
  studyId: string,
  places: readonly string[],
): Promise<void> {
  const path = placesFile(project, studyId);
  if (places.length === 0 && (await readStudyPlaces(project, studyId)).length === 0) return;
  await ensureOwnFolder(join(project.directory, 'studies'));
  await ensureOwnFolder(placesDirectory(project));
  await assertNoLink(path);
  await writeJson(path, { version: formatVersion, places });
}

function placesDirectory(project: ProjectFolder): string {
  return join(project.directory, 'studies', '.places');
}

function placesFile(project: ProjectFolder, studyId: string): string {
  return join(placesDirectory(project), `${safeName(studyId, 'study')}.json`);
}

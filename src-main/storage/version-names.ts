/**
 * The names that users gave to versions of a file: `names.json` beside the versions. Earlier versions of the program do
 * not know the file, and list the versions without it.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { formatVersion } from '#spec/experiment';
import { assertNoLink } from './own-folder';
import { assertNotNewer, readVersionedJson, writeJson } from './versioned-json';

export const maxVersionName = 200;
export const maxVersionNote = 2000;

export const versionNameSchema = z.strictObject({
  name: z.string().min(1).max(maxVersionName),
  note: z.string().max(maxVersionNote).optional(),
});
export type VersionName = z.infer<typeof versionNameSchema>;

const namesFileSchema = z.strictObject({
  version: z.literal(formatVersion),
  /** By the id of the version. */
  names: z.record(z.string(), versionNameSchema),
});

const pathIn = (directory: string): string => join(directory, 'names.json');

/** The names by the ids of versions; none where they cannot be read: the versions are there nevertheless. */
export async function readVersionNames(directory: string): Promise<Map<string, VersionName>> {
  const file = await readVersionedJson(pathIn(directory), namesFileSchema).catch(() => null);
  return new Map(Object.entries(file?.names ?? {}));
}

/** Names a version, or takes its name away. Throws `validation` where a newer version of the program wrote the file. */
export async function writeVersionName(
  directory: string,
  id: string,
  name: VersionName | null,
): Promise<void> {
  const names = await readVersionNames(directory);
  if (name) names.set(id, name);
  else names.delete(id);
  await write(directory, names);
}

/** Removes the names of versions that are not there any more. */
export async function keepVersionNames(directory: string, ids: ReadonlySet<string>): Promise<void> {
  const names = await readVersionNames(directory);
  const kept = new Map([...names].filter(([id]) => ids.has(id)));
  if (kept.size < names.size) await write(directory, kept);
}

async function write(directory: string, names: ReadonlyMap<string, VersionName>): Promise<void> {
  const path = pathIn(directory);
  await assertNoLink(path);
  await assertNotNewer(path);
  await writeJson(path, { version: formatVersion, names: Object.fromEntries(names) });
}

import type { DataFile } from './run';

/** A file that is not the same in two versions of some data; undefined where a version lacks it. */
export interface DifferingFile {
  name: string;
  before: string | undefined;
  now: string | undefined;
}

/** The files in which two versions of some data differ, by their SHA-256; those of the earlier version first. */
export function listDifferingFiles(
  before: readonly DataFile[],
  now: readonly DataFile[],
): DifferingFile[] {
  const checksumsOf = (files: readonly DataFile[]): Map<string, string> =>
    new Map(files.map(({ name, sha256 }) => [name, sha256]));
  const [earlier, later] = [checksumsOf(before), checksumsOf(now)];
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .map((name) => ({ name, before: earlier.get(name), now: later.get(name) }))
    .filter((file) => file.before !== file.now);
}

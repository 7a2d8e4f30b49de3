import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Corpus, CorpusFile, CorpusMember } from '#spec/corpora';
import { WorkbenchError } from '#spec/errors';
import { findFault } from './checksum';

/** Where the files of a corpus lie: by the name of a published file or the path of a member. */
export type CorpusPaths = Map<string, string>;

/**
 * Files of a corpus that the user has: `from` is the folder they lie in, or one of them. An archive may
 * be there as it is, or its members may be, unpacked. Throws a WorkbenchError that names what is missing,
 * or the file that is not the one it should be; nothing is copied or changed.
 */
export async function findLocalFiles(
  corpus: Corpus,
  from: string,
  signal?: AbortSignal,
): Promise<CorpusPaths> {
  const place = resolve(from);
  const found = await stat(place).catch(() => null);
  if (!found) throw new WorkbenchError('notFound', `There is no file or folder '${place}'.`);
  const paths: CorpusPaths = new Map();
  const missing: string[] = [];
  for (const file of corpus.files) {
    const given = found.isDirectory()
      ? await lookIn(place, file)
      : await lookAt(place, file, corpus.files.length === 1);
    if (!given) missing.push(`'${file.name}'${file.archive ? ', whole or unpacked,' : ''}`);
    for (const { path, what, name } of given ?? []) {
      const fault = await findFault(path, what, signal);
      if (fault)
        throw new WorkbenchError(
          'validation',
          `'${path}' is not the '${name}' of ${corpus.name}: ${fault}. Give the file as it is published, or import yours as data of your own.`,
        );
      paths.set(name, path);
    }
  }
  if (missing.length > 0)
    throw new WorkbenchError(
      'notFound',
      `'${found.isDirectory() ? place : dirname(place)}' lacks ${list(missing)} of ${corpus.name}. Give the folder that holds ${missing.length === 1 ? 'it' : 'them'}.`,
    );
  return paths;
}

interface Given {
  path: string;
  name: string;
  what: CorpusFile | CorpusMember;
}

async function lookIn(folder: string, file: CorpusFile): Promise<Given[] | null> {
  // A file is known by our name for it, or by the one it has at its source.
  const names = new Set([file.name, ...file.urls.map((url) => basename(new URL(url).pathname))]);
  for (const name of names) {
    const path = join(folder, name);
    if (await isFile(path)) return [{ path, name: file.name, what: file }];
  }
  const members = file.archive?.members ?? [];
  for (const pathOf of [
    (member: CorpusMember) => join(folder, member.path),
    (member: CorpusMember) => join(folder, basename(member.path)),
  ]) {
    const there = await Promise.all(members.map((member) => isFile(pathOf(member))));
    if (there.length > 0 && there.every(Boolean))
      return members.map((member) => ({ path: pathOf(member), name: member.path, what: member }));
  }
  return null;
}

/** One file that was named itself: whatever it is called, where the corpus has no other. */
async function lookAt(path: string, file: CorpusFile, alone: boolean): Promise<Given[] | null> {
  const beside = await lookIn(dirname(path), file);
  if (!alone || beside?.some((given) => given.path === path)) return beside;
  return [{ path, name: file.name, what: file }];
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function list(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}

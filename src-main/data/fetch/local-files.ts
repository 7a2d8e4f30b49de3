import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { maxQuotedPath } from '#files/file-errors';
import type { Corpus, CorpusFile, CorpusMember } from '#spec/corpora';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { findMismatch } from './checksum';

/** The paths of the files of a corpus, by the name of a published file or the path of an archive's member. */
export type CorpusPaths = Map<string, string>;

/**
 * Finds the files of a corpus on this machine: `from` is their folder or one of them. In place of an archive, its
 * unpacked members may be there. Throws a WorkbenchError: `notFound` where files are missing, `validation` where one has
 * another size or checksum. Copies and changes nothing.
 */
export async function findLocalFiles(
  corpus: Corpus,
  from: string,
  signal?: AbortSignal,
): Promise<CorpusPaths> {
  const path = resolve(from);
  const info = await stat(path).catch(() => null);
  if (!info)
    throw new WorkbenchError(
      'notFound',
      `There is no file or folder ${quote(path, maxQuotedPath)}.`,
    );
  const paths: CorpusPaths = new Map();
  const missing: string[] = [];
  for (const file of corpus.files) {
    const localFiles = info.isDirectory()
      ? await findInFolder(path, file)
      : await findFromPath(path, file, corpus.files.length === 1);
    if (!localFiles) missing.push(`'${file.name}'${file.archive ? ', whole or unpacked,' : ''}`);
    for (const { path: localPath, expected, name } of localFiles ?? []) {
      const mismatch = await findMismatch(localPath, expected, signal);
      if (mismatch)
        throw new WorkbenchError(
          'validation',
          `${quote(localPath, maxQuotedPath)} is not the '${name}' of ${corpus.name}: ${mismatch}. Give the file as it is published, or import yours as data of your own.`,
        );
      paths.set(name, localPath);
    }
  }
  if (missing.length > 0)
    throw new WorkbenchError(
      'notFound',
      `${quote(info.isDirectory() ? path : dirname(path), maxQuotedPath)} lacks ${joinNames(missing)} of ${corpus.name}. Give the folder that holds ${missing.length === 1 ? 'it' : 'them'}.`,
    );
  return paths;
}

interface LocalFile {
  path: string;
  name: string;
  expected: CorpusFile | CorpusMember;
}

/** A published file in the folder, or all unpacked members of an archive; null where they are not there. */
async function findInFolder(folder: string, file: CorpusFile): Promise<LocalFile[] | null> {
  // A file may have the name in the catalogue or the name at its source.
  const names = new Set([file.name, ...file.urls.map((url) => basename(new URL(url).pathname))]);
  for (const name of names) {
    const path = join(folder, name);
    if (await isFile(path)) return [{ path, name: file.name, expected: file }];
  }
  const members = file.archive?.members ?? [];
  for (const pathOf of [
    (member: CorpusMember) => join(folder, member.path),
    (member: CorpusMember) => join(folder, basename(member.path)),
  ]) {
    const arePresent = await Promise.all(members.map((member) => isFile(pathOf(member))));
    if (arePresent.length > 0 && arePresent.every(Boolean))
      return members.map((member) => ({
        path: pathOf(member),
        name: member.path,
        expected: member,
      }));
  }
  return null;
}

/** The file at `path` and those beside it. If the corpus has only one file, it may have any name. */
async function findFromPath(
  path: string,
  file: CorpusFile,
  isOnlyFile: boolean,
): Promise<LocalFile[] | null> {
  const beside = await findInFolder(dirname(path), file);
  if (!isOnlyFile || beside?.some((localFile) => localFile.path === path)) return beside;
  return [{ path, name: file.name, expected: file }];
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}

function joinNames(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}

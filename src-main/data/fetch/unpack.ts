import { createWriteStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeFolders } from '#files/create-folders';
import { extract } from 'tar';
import { openPromise } from 'yauzl';
import type { CorpusFile } from '#spec/corpora';
import { messageOf, WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { findMismatch } from './checksum';
import { diskError, isDiskError } from './fetch-errors';

type Archive = NonNullable<CorpusFile['archive']>;

/**
 * Writes the listed members of an archive below `folder` and checks them; other members are not unpacked. Throws a
 * WorkbenchError: `validation` where the archive is damaged or lacks a member, `unavailable` where the disk fails.
 * Rejects with the signal's reason on abort.
 */
export async function unpack(
  path: string,
  { kind, members }: Archive,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const wanted = new Set(members.map((member) => member.path));
  try {
    await makeFolders(folder);
    if (kind === 'zip') await unzip(path, wanted, folder, signal);
    // Strict: a damaged entry is an error. Otherwise tar only leaves it out.
    else
      await extract({
        file: path,
        cwd: folder,
        strict: true,
        preserveOwner: false,
        filter: (name) => wanted.has(name) && !signal?.aborted,
      });
    signal?.throwIfAborted();
  } catch (error) {
    signal?.throwIfAborted();
    if (isDiskError(error)) throw diskError(folder, error);
    throw damaged(path, messageOf(error));
  }
  for (const member of members) {
    const target = join(folder, member.path);
    // lstat, since a link could lead out of the folder.
    if (!(await lstat(target).catch(() => null))?.isFile())
      throw damaged(path, `it has no '${member.path}' in it`);
    const mismatch = await findMismatch(target, member, signal);
    if (mismatch) throw damaged(path, `'${member.path}' is not what it should be: ${mismatch}`);
  }
}

async function unzip(
  path: string,
  wanted: ReadonlySet<string>,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const zip = await openPromise(path);
  try {
    for await (const entry of zip.eachEntry()) {
      if (!wanted.has(entry.fileName)) continue;
      const target = join(folder, entry.fileName);
      await makeFolders(dirname(target));
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target), { signal });
    }
  } finally {
    zip.close();
  }
}

function damaged(path: string, what: string): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `${quote(basename(path))} cannot be unpacked: ${what.replace(/\.+$/, '')}. Get the file again.`,
  );
}

import { createWriteStream } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { openPromise } from 'yauzl';
import type { CorpusFile } from '#spec/corpora';
import { messageOf, WorkbenchError } from '#spec/errors';
import { findFault } from './checksum';
import { diskError, isDiskError } from './fetch-errors';

type Archive = NonNullable<CorpusFile['archive']>;

/**
 * Writes the wanted members of an archive below `folder` and checks them; nothing else of it is
 * unpacked. Throws a WorkbenchError where the archive is damaged, lacks one, or the disk is full.
 */
export async function unpack(
  path: string,
  { kind, members }: Archive,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const wanted = new Set(members.map((member) => member.path));
  try {
    await mkdir(folder, { recursive: true });
    if (kind === 'zip') await unzip(path, wanted, folder, signal);
    // Strict: a part that is damaged ends it, in place of being left out.
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
    // A link would lead elsewhere.
    if (!(await lstat(target).catch(() => null))?.isFile())
      throw damaged(path, `it has no '${member.path}' in it`);
    const fault = await findFault(target, member, signal);
    if (fault) throw damaged(path, `'${member.path}' is not what it should be: ${fault}`);
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
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target), { signal });
    }
  } finally {
    zip.close();
  }
}

function damaged(path: string, what: string): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `'${basename(path)}' cannot be unpacked: ${what.replace(/\.+$/, '')}. Get the file again.`,
  );
}

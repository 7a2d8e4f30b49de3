import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pieceName, type JobFile } from './job-file';

/** Puts the pieces of large files together again, in the folder of the unpacked bundle. */
export async function joinCutFiles(bundle: string, files: JobFile['cutFiles']): Promise<void> {
  for (const { name, pieces } of files)
    for (let piece = 0; piece < pieces; piece++) {
      const path = join(bundle, pieceName(name, piece));
      const flags = piece === 0 ? 'w' : 'a';
      await pipeline(createReadStream(path), createWriteStream(join(bundle, name), { flags }));
      await rm(path);
    }
}

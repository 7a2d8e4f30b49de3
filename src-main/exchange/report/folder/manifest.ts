import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { FileOutput, WriteFileOfFolder } from '#files/file-output';
import { readBytes } from '#files/read-bytes';
import { parseJson } from '#spec/parse-json';

/** The file of a folder that lists its other files, so that a changed folder is never overwritten. */
export const manifestName = 'report.json';
const maxBytes = 2 ** 22;

const manifestSchema = z.object({
  format: z.literal('dni-report'),
  /** SHA-256 by path. */
  files: z.record(z.string(), z.string()),
});

/** Notes the checksum and the size of each file that is written. */
export class ManifestWriter {
  readonly #write: WriteFileOfFolder;
  readonly #files = new Map<string, string>();
  bytes = 0;

  constructor(write: WriteFileOfFolder) {
    this.#write = write;
  }

  get count(): number {
    return this.#files.size;
  }

  async write(name: string, build: (output: FileOutput) => Promise<void>): Promise<void> {
    const hash = createHash('sha256');
    this.bytes += await this.#write(name, (output) => build(hashing(output, hash)));
    this.#files.set(name, hash.digest('hex'));
  }

  /** Writes the list itself, last. */
  async finish(): Promise<void> {
    const manifest = { format: 'dni-report', files: Object.fromEntries(this.#files) };
    await this.write(manifestName, (output) =>
      output.write(`${JSON.stringify(manifest, null, 2)}\n`),
    );
  }
}

function hashing(output: FileOutput, hash: Hash): FileOutput {
  return {
    write: async (part) => {
      hash.update(part);
      await output.write(part);
    },
  };
}

/** Whether a folder has the files of a report alone, as they were written. An empty folder is one. */
export async function isUnchangedReport(folder: string): Promise<boolean> {
  try {
    const names = await listFiles(folder);
    if (names.length === 0) return true;
    const text = (await readBytes(join(folder, manifestName), maxBytes)).toString('utf8');
    const { files } = manifestSchema.parse(parseJson(text));
    for (const name of names)
      if (name !== manifestName && (await hashFile(join(folder, name))) !== files[name])
        return false;
    return true;
  } catch {
    return false;
  }
}

/** Paths of all files, those of folders in it with a slash. */
async function listFiles(folder: string, prefix = ''): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) names.push(...(await listFiles(folder, `${path}/`)));
    else names.push(path);
  }
  return names;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}

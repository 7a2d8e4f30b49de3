import { readdir } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** The files of a folder as a ZIP file, which is packed while it is read. Links and what is neither file nor folder are left out. */
export async function zipFolder(folder: string): Promise<Readable> {
  const zip = new ZipFile();
  for (const path of await listFiles(folder)) {
    const name = join(basename(folder), relative(folder, path)).split(sep).join('/');
    zip.addFile(path, name);
  }
  zip.end();
  const output = zip.outputStream as Readable;
  // A file that cannot be read ends the stream, which would otherwise wait.
  zip.on('error', (error: Error) => output.destroy(error));
  return output;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listFiles(path);
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(lists)).flat().sort();
}

import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { listFiles } from '#files/list-files';

/** The files of a folder as a ZIP file, which is packed while it is read. Links and what is neither file nor folder are left out. */
export async function zipFolder(folder: string): Promise<Readable> {
  const zip = new ZipFile();
  for (const name of await listFiles(folder))
    zip.addFile(join(folder, name), `${basename(folder)}/${name}`);
  zip.end();
  const output = zip.outputStream as Readable;
  // A file that cannot be read ends the stream, which would otherwise wait.
  zip.on('error', (error: Error) => output.destroy(error));
  return output;
}

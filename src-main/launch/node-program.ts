/** The program that the nodes of a cluster run with a plain Node: the files that a job brings there. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramFile } from '#cluster/write-bundle';
import { listFiles } from '#files/list-files';
import { WorkbenchError } from '#spec/errors';
import { ensureBuilt, partialFolder } from './ensure-built';

/** Beside the scripts, what training reads: templates and bundled data. */
const folders = ['out/node', 'resources/templates', 'resources/datasets'];

/**
 * Lists the files of the program for nodes. In a checkout it is built before where a source has changed; a package
 * contains it. `root`: the folder of the program. Throws `internal` where it cannot be built, `unavailable` where the
 * package has none.
 */
export async function listNodeProgram(root: string): Promise<ProgramFile[]> {
  if (await isFolder(join(root, 'src-main')))
    await ensureBuilt(root, ['node'], async () => {
      // Needs packages that only a checkout has.
      const { buildNodeProgram } = await import('./build-node-program');
      await buildNodeProgram(root, partialFolder(root, 'node'));
    });
  const files = await Promise.all(folders.map((folder) => listBelow(root, folder)));
  if (files[0]?.length === 0)
    throw new WorkbenchError(
      'unavailable',
      'This installation of the program has no part for the nodes of a cluster: install it again.',
    );
  return files.flat();
}

/** None where there is no such folder. */
async function listBelow(root: string, folder: string): Promise<ProgramFile[]> {
  const names = await listFiles(join(root, folder)).catch((): string[] => []);
  return names.map((name) => ({ name: `${folder}/${name}`, path: join(root, folder, name) }));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

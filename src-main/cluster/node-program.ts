/** The program that the nodes of a cluster run with a plain Node: the files that a job brings there. */
import { join } from 'node:path';
import { listFiles } from '#files/list-files';
import { WorkbenchError } from '#spec/errors';
import type { ProgramFile } from './write-bundle';

/** Beside the scripts, what training reads: templates and bundled data. */
const folders = ['out/node', 'resources/templates', 'resources/datasets'];

/**
 * Lists the files of the program for nodes, which is built with the window and is part of a package. `root`: the folder
 * of the program, also in the archive of a package. Throws `unavailable` where it is not there.
 */
export async function listNodeProgram(root: string): Promise<ProgramFile[]> {
  const files = await Promise.all(folders.map((folder) => listBelow(root, folder)));
  if (files[0]?.length === 0)
    throw new WorkbenchError(
      'unavailable',
      `This installation of the program lacks what the nodes of a cluster run, '${join(root, 'out', 'node')}': install it again, or start it with \`npm start\`, which builds that.`,
    );
  return files.flat();
}

/** None where there is no such folder. */
async function listBelow(root: string, folder: string): Promise<ProgramFile[]> {
  const names = await listFiles(join(root, folder)).catch((): string[] => []);
  return names.map((name) => ({ name: `${folder}/${name}`, path: join(root, folder, name) }));
}

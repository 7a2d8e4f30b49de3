import { listNodeProgram } from '#cluster/node-program';
import type { ProgramFile } from '#cluster/write-bundle';
import { ensureBuilt } from './ensure-built';

/**
 * Lists the files of the program for the nodes of a cluster, after building it where it is older than its sources. `root`:
 * the folder of the program. Throws `internal` where it cannot be built.
 */
export async function ensureNodeProgram(root: string): Promise<ProgramFile[]> {
  await ensureBuilt(root, ['node']);
  return listNodeProgram(root);
}

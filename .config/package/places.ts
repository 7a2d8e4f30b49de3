/** The folders that the command line names, which are looked at before anything is built. */
import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createFolders } from '#files/create-folders';
import { errorCode, placeError } from '#files/file-errors';
import { messageOf, WorkbenchError } from '#spec/errors';
import { builtParts } from './stage';

/** Throws `validation` where the folder holds no built program. */
export async function requireBuild(out: string): Promise<void> {
  const parts = await Promise.all(
    builtParts.map(async (part) => ((await isFolder(join(out, part))) ? [] : [part])),
  );
  const [missing] = parts.flat();
  if (missing !== undefined)
    throw new WorkbenchError(
      'validation',
      `'${out}' holds no built program: it has no folder '${missing}'. Name the folder of a build with --out, or leave it out to build the program.`,
    );
}

/** Creates the folder where it is missing. Throws `validation` where it takes no files. */
export async function requireOutput(output: string): Promise<void> {
  const stats = await stat(output).catch(() => null);
  if (stats && !stats.isDirectory())
    throw new WorkbenchError('validation', `'${output}' is a file: name a folder with --output.`);
  try {
    await createFolders(output);
    await rmdir(await mkdtemp(join(output, '.dni-package-')));
  } catch (error) {
    throw placeError(output, error);
  }
}

/** What the file system or a tool has refused, in a sentence; null for an error of this program. */
export function describeRefusal(error: unknown): string | null {
  if (error instanceof WorkbenchError) return messageOf(error);
  return errorCode(error) === '' ? null : `The package cannot be made: ${messageOf(error)}.`;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** Removes an installed runtime. */
import { stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { removeDirectory } from '#files/replace-directory';
import { WorkbenchError } from '#spec/errors';
import { runtimesFolder, folderBytes, type Variant } from './cache';
import { fallbackDescriptions } from './fallback';
import { BUILDING_PREFIX } from './install';
import { installationFolder, listInstallations } from './find-installation';
import { findProcessesUsing } from './runtime-users';
import { acquireSetupLock } from './setup-lock';

export interface RemoveOptions {
  /** Whether the only installed runtime may be removed. Default: false. */
  allowLast?: boolean;
  signal?: AbortSignal;
}

const deviceNames = { cpu: 'the CPU', gpu: 'GPUs' };

/**
 * Deletes the runtime of one variant and returns its size on disk. Waits for a setup in progress.
 * Throws WorkbenchError `notFound` if it is not installed, and `conflict` if a process uses it, if it
 * is bundled with the program, or if it is the last one and `allowLast` is not set.
 */
export async function removeRuntime(
  variant: Variant,
  options: RemoveOptions = {},
): Promise<{ bytes: number }> {
  const lock = await acquireSetupLock({ signal: options.signal });
  try {
    const folder = installationFolder(variant);
    await assertRemovable(folder, variant, options.allowLast ?? false);
    const bytes = await folderBytes(folder);
    // The rename is atomic, so no process finds a partly deleted runtime.
    const removedFolder = join(runtimesFolder(), `${BUILDING_PREFIX}${process.pid}-removed`);
    await removeDirectory(folder, removedFolder);
    return { bytes };
  } finally {
    await lock.release();
  }
}

/** Whether the runtime is in the user's cache. The bundled one cannot be removed. */
export function isRemovable(folder: string): boolean {
  return folder.startsWith(runtimesFolder() + sep);
}

async function assertRemovable(
  folder: string,
  variant: Variant,
  allowLast: boolean,
): Promise<void> {
  const name = `The TensorFlow runtime for ${deviceNames[variant]}`;
  if (!(await stat(folder).catch(() => null)))
    throw new WorkbenchError('notFound', `${name} is not installed.`);
  if (!isRemovable(folder))
    throw new WorkbenchError('conflict', `${name} is a part of the program and stays with it.`);
  const [pid] = await findProcessesUsing(folder);
  if (pid !== undefined)
    throw new WorkbenchError(
      'conflict',
      `${name} is in use by a run (process ${pid}): stop the run first, or wait until it has ended.`,
    );
  const installations = await listInstallations();
  const isLast = installations.length === 1 && installations[0]?.folder === folder;
  if (isLast && !allowLast)
    throw new WorkbenchError(
      'conflict',
      `${name} is the only one. ${fallbackDescriptions.wasm.slowdown} \`npm run dni -- setup --remove --${variant} --force\` removes it all the same.`,
    );
}

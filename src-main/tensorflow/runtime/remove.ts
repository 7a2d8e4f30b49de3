/** Takes an installed runtime away again. */
import { rename, rm, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { runtimesFolder, folderBytes, type Variant } from './cache';
import { BUILDING } from './install';
import { installationFolder, listInstallations } from './installed';
import { acquireLock, setupLock } from './lock';
import { processesUsing } from './runtime-users';

export interface RemoveOptions {
  /** Also where no other runtime would be left to train with. */
  evenLast?: boolean;
  signal?: AbortSignal;
}

const nameOf = { cpu: 'the CPU', gpu: 'GPUs' };

/**
 * Deletes the runtime of one kind and tells what it took on disk. Waits for a setup under way. Throws
 * `notFound` where it is not installed, and `conflict` where a process computes with it, where it is a
 * part of the program, or where it is the last one.
 */
export async function removeRuntime(
  variant: Variant,
  options: RemoveOptions = {},
): Promise<{ bytes: number }> {
  const release = await acquireLock(setupLock(), { signal: options.signal });
  try {
    const folder = installationFolder(variant);
    await refuseUnfit(folder, variant, options.evenLast ?? false);
    const bytes = await folderBytes(folder);
    // One rename, so that nobody ever finds half a runtime.
    const aside = join(runtimesFolder(), `${BUILDING}${process.pid}-removed`);
    await rename(folder, aside);
    await rm(aside, { recursive: true, force: true });
    return { bytes };
  } finally {
    await release();
  }
}

/** Whether the runtime lies in the user's cache: one that came with the program is not ours to delete. */
export function isRemovable(folder: string): boolean {
  return folder.startsWith(runtimesFolder() + sep);
}

async function refuseUnfit(folder: string, variant: Variant, evenLast: boolean): Promise<void> {
  const name = `The TensorFlow runtime for ${nameOf[variant]}`;
  if (!(await stat(folder).catch(() => null)))
    throw new WorkbenchError('notFound', `${name} is not installed.`);
  if (!isRemovable(folder))
    throw new WorkbenchError('conflict', `${name} is a part of the program and stays with it.`);
  const [user] = await processesUsing(folder);
  if (user !== undefined)
    throw new WorkbenchError(
      'conflict',
      `${name} is in use by a run (process ${user}): stop the run first, or wait until it has ended.`,
    );
  const whole = await listInstallations();
  const isLast = whole.length === 1 && whole[0]?.folder === folder;
  if (isLast && !evenLast)
    throw new WorkbenchError(
      'conflict',
      `${name} is the only one, and without any training is many times slower: \`npm run dni -- setup --remove --${variant} --force\` removes it all the same.`,
    );
}

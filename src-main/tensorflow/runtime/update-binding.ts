/** Builds the binding of an installed runtime anew where this program adds more to it than when it was built. */
import { mkdtemp, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory, writeFileDurably } from '#files/durable-write';
import {
  BINDING_FILE,
  formatRecord,
  RECORD_FILE,
  runtimesFolder,
  type Installation,
  type InstallationRecord,
} from './cache';
import { BUILDING_PREFIX, type InstallContext } from './install';
import { findCompiler } from './requirements';
import { BINDING_VERSION } from './versions';
import type { Recipe } from './wheels';

/** Whether the binding is of an earlier version of this program. It works all the same. */
export function isOutdated({ record }: Installation): boolean {
  return (record.binding ?? 1) < BINDING_VERSION;
}

/**
 * Replaces an outdated binding. It is built and tested in a temporary folder, so that the runtime can be used meanwhile,
 * and by processes that have loaded the old one. Resolves to whether it was replaced: it stays where there is no
 * compiler, and where the new one does not compile or fails its self-test. Rejects only on abort.
 */
export async function updateBinding(
  installation: Installation,
  recipe: Recipe,
  context: Pick<InstallContext, 'machine' | 'buildBinding' | 'selfTest' | 'device' | 'signal'>,
): Promise<boolean> {
  const { machine, buildBinding, selfTest, device, signal } = context;
  const compiler = await findCompiler(machine);
  if (!compiler) return false;
  const building = await mkdtemp(join(runtimesFolder(), `${BUILDING_PREFIX}${process.pid}-`));
  try {
    await linkFiles(installation.folder, building);
    await buildBinding(building, recipe, compiler, machine, signal);
    const record = await withNewBinding(installation.record, building, compiler);
    await writeFileDurably(join(building, RECORD_FILE), formatRecord(record));
    const test = await selfTest({ folder: building, device }, signal);
    if (!test.ok) return false;
    await replaceBinding(installation, building, record);
    return true;
  } catch {
    signal?.throwIfAborted();
    return false;
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

/** Links to all that the binding is compiled with and loads. */
async function linkFiles(from: string, to: string): Promise<void> {
  for (const name of await readdir(from))
    if (name !== BINDING_FILE && name !== RECORD_FILE)
      await symlink(join(from, name), join(to, name));
}

async function withNewBinding(
  record: InstallationRecord,
  building: string,
  compiler: string,
): Promise<InstallationRecord> {
  const { size } = await stat(join(building, BINDING_FILE));
  const files = record.files.filter(({ path }) => path !== BINDING_FILE);
  return {
    ...record,
    compiler,
    binding: BINDING_VERSION,
    files: [...files, { path: BINDING_FILE, bytes: size }],
  };
}

/** At any time the runtime is complete: its record does not name the size of the binding while that changes. */
async function replaceBinding(
  { folder, record }: Installation,
  building: string,
  newRecord: InstallationRecord,
): Promise<void> {
  const files = record.files.filter(({ path }) => path !== BINDING_FILE);
  await writeFileDurably(join(folder, RECORD_FILE), formatRecord({ ...record, files }));
  await rename(join(building, BINDING_FILE), join(folder, BINDING_FILE));
  await syncDirectory(folder);
  await writeFileDurably(join(folder, RECORD_FILE), formatRecord(newRecord));
}

/** Stages the TensorFlow runtime for a package: finds or builds it, then strips its libraries. */
import { execFile } from 'node:child_process';
import { cp, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '#spec/errors';
import { RECORD_FILE } from '#tensorflow/runtime/cache';
import { setUpWithProgress } from '../../src-main/launch/setup-progress';
import { fallbackDescriptions } from '#tensorflow/runtime/fallback';
import { installationFolder } from '#tensorflow/runtime/find-installation';
import { readInstallation, type Installation } from '#tensorflow/runtime/cache';
import { thisMachine, type Machine } from '#tensorflow/runtime/machine';
import { listRecipes } from '#tensorflow/runtime/requirements';
import { NOTICES_FILE } from '#tensorflow/runtime/wheels';

const execFileAsync = promisify(execFile);

/**
 * Copies the runtime for CPUs to `folder`: record, binding and libraries, without debug symbols (a
 * quarter of the size). Returns null and prints why on a system for which TensorFlow has no C library, as
 * Windows. Throws as `setUpRuntime` does.
 */
export async function stageRuntime(
  folder: string,
  machine: Machine = thisMachine(),
): Promise<string | null> {
  try {
    listRecipes(machine);
  } catch (error) {
    console.log(
      `The package has no TensorFlow. ${messageOf(error)} ${fallbackDescriptions.wasm.slowdown}`,
    );
    return null;
  }
  const { folder: source, record } = await findRuntimeWithNotices();
  const files = [];
  for (const { path } of record.files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(source, path), target);
    if (process.platform === 'linux' && /\.so(\.|$)/.test(path)) await stripSymbols(target);
    files.push({ path, bytes: (await stat(target)).size });
  }
  await writeFile(join(folder, RECORD_FILE), `${JSON.stringify({ ...record, files }, null, 2)}\n`);
  return folder;
}

/** The installed runtime with the third-party notices, which must be distributed with it. Older installations lack them and are rebuilt. */
async function findRuntimeWithNotices(): Promise<Installation> {
  const existing = await readInstallation(installationFolder('cpu'));
  const hasNotices = existing?.record.files.some(({ path }) => path === NOTICES_FILE) ?? false;
  await setUpWithProgress((line) => console.log(line), { gpu: false, force: !hasNotices });
  const installation = await readInstallation(installationFolder('cpu'));
  if (!installation) throw new Error('The TensorFlow runtime was set up but is not there.');
  return installation;
}

async function stripSymbols(library: string): Promise<void> {
  await execFileAsync('strip', ['--strip-unneeded', library]).catch(() =>
    console.log(`${library} keeps its symbols: there is no \`strip\` (binutils) here.`),
  );
}

/** Downloads, unpacks, builds and tries out one runtime, then puts it in its place. */
import { mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import {
  BINDING_FILE,
  cacheFolder,
  readInstallation,
  RECORD_FILE,
  runtimesFolder,
  type Installation,
  type InstallationRecord,
} from './cache';
import type { Device } from './load-tensorflow';
import type { buildBinding } from './build-binding';
import { downloadRecipe } from './download-recipe';
import { extractWheel, type ExtractedFile } from './extract';
import { findLocalWheels } from './local-wheels';
import { removeDownloads, downloadedBytes } from './downloaded-wheels';
import type { Machine } from './machine';
import type { ProgressMeter } from './progress';
import { copyBinding, findReadyBinding } from './ready-binding';
import { requireCompiler, requirePip, requireSpace } from './requirements';
import type { runSelfTest, SelfTestSuccess } from './self-test';
import { tfjsPackage } from './versions';
import { downloadBytes, isNeeded, type Recipe } from './wheels';

export interface InstallContext {
  machine: Machine;
  buildBinding: typeof buildBinding;
  selfTest: typeof runSelfTest;
  /** What the new runtime has to compute on. */
  device: Device;
  meter: ProgressMeter;
  from?: string;
  signal?: AbortSignal;
}

/** The start of the name of a folder that is being filled; a process id and a dash follow. */
export const BUILDING = '.building-';

/** Bytes that must be free on the disk to install a recipe over the network, after what has arrived already. */
export async function installBytes(recipe: Recipe): Promise<number> {
  return downloadBytes(recipe) - (await downloadedBytes(recipe)) + unpackingBytes(recipe);
}

/** With some room for the headers and the bridge. */
const unpackingBytes = ({ unpackedBytes }: Recipe): number => unpackedBytes + 200e6;

/**
 * Installs `recipe` as `folder`. Whatever goes wrong, `folder` is as before; wheels that arrived whole
 * stay for the next try.
 */
export async function install(
  recipe: Recipe,
  folder: string,
  context: InstallContext,
): Promise<{ installation: Installation; test: SelfTestSuccess }> {
  const { machine, meter, signal } = context;
  const ready = await findReadyBinding(recipe);
  const compiler = ready?.record.compiler ?? (await requireCompiler(machine));
  const python = context.from ? null : await requirePip(machine);
  const kept = python ? await downloadedBytes(recipe) : downloadBytes(recipe);
  const toFetch = downloadBytes(recipe) - kept;
  await requireSpace(machine, cacheFolder(), toFetch + unpackingBytes(recipe));

  meter.setPlan([
    { stage: 'checking', seconds: kept / 300e6 },
    { stage: 'downloading', seconds: toFetch / 10e6 },
    { stage: 'extracting', seconds: recipe.unpackedBytes / 120e6 },
    { stage: 'building', seconds: ready ? 1 : 10 },
    { stage: 'testing', seconds: 4 },
  ]);
  const wheels = python
    ? await downloadRecipe(recipe, { machine, python, meter, signal })
    : await findLocalWheels(recipe, context.from ?? '');

  await mkdir(runtimesFolder(), { recursive: true });
  const building = await mkdtemp(join(runtimesFolder(), `${BUILDING}${process.pid}-`));
  try {
    const files = await extract(recipe, wheels, building, context);
    const tick = (): void => meter.update('building', null, 'Building the bridge to TensorFlow');
    tick();
    const ticking = setInterval(tick, 1000);
    try {
      if (ready) await copyBinding(ready, building);
      else await context.buildBinding(building, recipe, compiler, machine, signal);
    } finally {
      clearInterval(ticking);
    }
    signal?.throwIfAborted();
    const bytes = (await stat(join(building, BINDING_FILE))).size;
    await writeRecord(building, recipe, compiler, [...files, { path: BINDING_FILE, bytes }]);

    meter.update('testing', 0, 'Trying the runtime out');
    const test = await context.selfTest({ folder: building, device: context.device }, signal);
    if (!test.ok) {
      throw new WorkbenchError(
        'unavailable',
        `The TensorFlow runtime was built but does not work. ${test.reason}`,
      );
    }
    await putInPlace(building, folder);
    await removeDownloads(recipe);
    return { installation: (await readInstallation(folder)) as Installation, test };
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function extract(
  recipe: Recipe,
  wheels: string[],
  folder: string,
  { meter, signal }: InstallContext,
): Promise<ExtractedFile[]> {
  const files: ExtractedFile[] = [];
  let before = 0;
  let reported = 0;
  for (const wheel of wheels) {
    const onBytes = (bytes: number): void => {
      if (before + bytes - reported < 10e6 && reported > 0) return;
      reported = before + bytes;
      const done = Math.min(1, reported / recipe.unpackedBytes);
      meter.update('extracting', done, `Unpacking ${basename(wheel).split('-', 2).join(' ')}`);
    };
    const written = await extractWheel(wheel, folder, (path) => isNeeded(path, recipe), {
      onBytes,
      signal,
    });
    before += written.reduce((sum, each) => sum + each.bytes, 0);
    files.push(...written);
  }
  for (const library of recipe.libraries) {
    if (files.some((file) => file.path === library)) continue;
    throw new WorkbenchError('unavailable', `${wheels[0]} does not hold ${library}.`);
  }
  // The headers have done their work once the binding is built: the record need not watch them.
  return files.filter((file) => !file.path.startsWith('tensorflow/include/'));
}

async function writeRecord(
  folder: string,
  recipe: Recipe,
  compiler: string,
  files: ExtractedFile[],
): Promise<void> {
  const record: InstallationRecord = {
    version: 1,
    tensorflow: recipe.tensorflow,
    variant: recipe.variant,
    platform: recipe.platform,
    arch: recipe.arch,
    tfjs: tfjsPackage().version,
    compiler,
    builtAt: new Date().toISOString(),
    files,
  };
  const file = await open(join(folder, RECORD_FILE), 'w');
  try {
    await file.writeFile(`${JSON.stringify(record, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Renames, with an older installation moved aside first: processes that use it keep their files. */
async function putInPlace(building: string, folder: string): Promise<void> {
  const aside = `${building}-old`;
  await rename(folder, aside).catch(() => undefined);
  await rename(building, folder);
  await rm(aside, { recursive: true, force: true });
}

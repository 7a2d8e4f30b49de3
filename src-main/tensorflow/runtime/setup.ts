/** Installs the TensorFlow runtime into the user's cache, or finds it there. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Device } from './load-tensorflow';
import { downloadsFolder, readInstallation, runtimesFolder, type Installation } from './cache';
import { PARTIAL } from './download';
import { BUILDING, install } from './install';
import { installationFolder } from './installed';
import { acquireLock, isAlive, setupLock } from './lock';
import { thisMachine, type Machine } from './machine';
import { ProgressMeter, type SetupProgress } from './progress';
import { chooseRecipe } from './requirements';
import { runSelfTest, type SelfTestSuccess } from './self-test';
import { buildBinding } from './build-binding';
import type { Recipe } from './wheels';

export type { SetupProgress, Stage } from './progress';

export interface SetupOptions {
  /** True for the CUDA build, false for the CPU's; left out: CUDA where an NVIDIA driver answers. */
  gpu?: boolean;
  /** A folder that holds the wheels, in place of the network. */
  from?: string;
  /** Build anew even where a whole runtime is installed. */
  force?: boolean;
  onProgress?: (progress: SetupProgress) => void;
  signal?: AbortSignal;
}

export interface RuntimeInstallation extends Installation {
  /** Whether it was there already. */
  found: boolean;
  /** What the self-test saw. */
  device: string;
  gigaflops: number;
  seconds: number;
}

/** The outer world, for tests to replace. */
export interface SetupParts {
  machine: Machine;
  chooseRecipe: (machine: Machine, gpu?: boolean) => Promise<Recipe>;
  buildBinding: typeof buildBinding;
  selfTest: typeof runSelfTest;
}

/**
 * Makes sure that a working TensorFlow runtime lies in the user's cache: seconds where it does,
 * minutes where it must be downloaded. Everything is built in a temporary folder and put in place by
 * one rename, so that an interrupted setup leaves nothing half-done; a second setup at the same time
 * waits for the first. Throws `unavailable` with a sentence for whatever is missing, `validation` for
 * wheels given by hand that do not fit, and the signal's reason on abort.
 */
export async function setUpRuntime(
  options: SetupOptions = {},
  parts: Partial<SetupParts> = {},
): Promise<RuntimeInstallation> {
  const started = performance.now();
  const world: SetupParts = {
    machine: thisMachine(),
    chooseRecipe,
    buildBinding,
    selfTest: runSelfTest,
    ...parts,
  };
  const meter = new ProgressMeter(options.onProgress ?? (() => undefined));
  meter.update('checking', 0, 'Looking for the TensorFlow runtime');
  const recipe = await world.chooseRecipe(world.machine, options.gpu);
  const folder = installationFolder(recipe.variant);
  const device = await deviceOf(recipe, world.machine);
  const finish = (
    installation: Installation,
    test: SelfTestSuccess,
    found: boolean,
  ): RuntimeInstallation => {
    const why = recipe.variant !== device ? `: ${noDriver}` : '';
    meter.update('ready', 1, `TensorFlow ${test.tensorflow} is ready (${test.device}${why})`);
    const seconds = (performance.now() - started) / 1000;
    return { ...installation, found, device: test.device, gigaflops: test.gigaflops, seconds };
  };
  let rejected: string | null = null;
  const find = async (): Promise<RuntimeInstallation | null> => {
    const installation = await readInstallation(folder);
    if (!installation || installation.record.builtAt === rejected) return null;
    meter.update('testing', 0, 'Trying the installed runtime out');
    const test = await world.selfTest({ folder, device }, options.signal);
    if (test.ok) return finish(installation, test, true);
    rejected = installation.record.builtAt;
    meter.update(
      'checking',
      0,
      `The installed runtime does not work and is built anew. ${test.reason}`,
    );
    return null;
  };

  const before = options.force ? null : await find();
  if (before) return before;

  let waited = false;
  const release = await acquireLock(setupLock(), {
    signal: options.signal,
    onWait: (pid) => {
      waited = true;
      meter.update('waiting', 0, `Waiting for another setup to finish (process ${pid})`);
    },
  });
  try {
    // Another setup may have finished in the meantime.
    const meanwhile = waited || !options.force ? await find() : null;
    if (meanwhile) return meanwhile;
    await removeLeftovers();
    const { installation, test } = await install(recipe, folder, {
      ...world,
      device,
      meter,
      from: options.from,
      signal: options.signal,
    });
    return finish(installation, test, false);
  } finally {
    await release();
  }
}

const noDriver = 'no NVIDIA driver answers here, version 525 or newer is needed';

/** What a runtime must be able to compute on here. */
async function deviceOf({ variant }: Recipe, machine: Machine): Promise<Device> {
  return variant === 'gpu' && (await machine.hasNvidiaDriver()) ? 'gpu' : 'cpu';
}

/** Deletes what setups and removals that were killed have left. Called with the lock held. */
async function removeLeftovers(): Promise<void> {
  for (const folder of [runtimesFolder(), downloadsFolder()]) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const pid = new RegExp(`^(?:\\${BUILDING}|\\${PARTIAL})(\\d+)-`).exec(name)?.[1];
      if (pid && (Number(pid) === process.pid || !isAlive(Number(pid)))) {
        await rm(join(folder, name), { recursive: true, force: true });
      }
    }
  }
}

import type { ComputeDetails, RuntimeState, SelfTest, SetupProgress, Variant } from '#api/compute';
import type { EmitEvent } from '#api/events';
import { messageOf, WorkbenchError } from '#spec/errors';
import { buildBinding } from '#tensorflow/runtime/build-binding';
import { cacheFolder } from '#tensorflow/runtime/cache';
import { examineRuntime, type Finding } from '#tensorflow/runtime/doctor';
import { readHardware, type Hardware } from '#tensorflow/runtime/hardware';
import { findInstalledVariant } from '#tensorflow/runtime/find-installation';
import { removeDownloadedWheels } from '#tensorflow/runtime/downloaded-wheels';
import { thisMachine, type Machine } from '#tensorflow/runtime/machine';
import { removeRuntime } from '#tensorflow/runtime/remove';
import { listRecipes } from '#tensorflow/runtime/requirements';
import { runSelfTest, type LaunchSelfTest } from '#tensorflow/runtime/self-test';
import { setUpRuntime } from '#tensorflow/runtime/setup';
import type { Recipe } from '#tensorflow/runtime/wheels';
import { describeCompute } from './describe-compute';
import { describeRuntimes } from './describe-runtimes';

export type { LaunchSelfTest } from '#tensorflow/runtime/self-test';

/** What depends on the host, and what tests replace. */
export interface ComputeOptions {
  /** Starts the self-test process. Default: a Node process. */
  launchSelfTest: LaunchSelfTest;
  machine: Machine;
  listRecipes: (machine: Machine) => Recipe[];
  buildBinding: typeof buildBinding;
  selfTest: typeof runSelfTest;
  hardware: () => Promise<Hardware>;
}

/** The installation in progress. */
interface Installing {
  variant: Variant;
  stop: AbortController;
  progress: SetupProgress;
  ended: Promise<void>;
}

type ComputeStatus = Pick<ComputeDetails, 'compute' | 'runtimes'>;

/** Minimum time between two events of an installation within the same stage. */
const minEventIntervalMs = 200;

/** Describes, tests, installs and removes the TensorFlow runtimes of this machine. Runs one installation at a time. */
export class ComputeSetup {
  readonly #emit: EmitEvent;
  readonly #options: Omit<ComputeOptions, 'launchSelfTest'>;
  readonly #failures = new Map<Variant, string>();
  #installing: Installing | null = null;

  constructor(emit: EmitEvent, { launchSelfTest, ...options }: Partial<ComputeOptions> = {}) {
    this.#emit = emit;
    this.#options = {
      machine: thisMachine(),
      listRecipes,
      buildBinding,
      selfTest: (request, signal) => runSelfTest(request, signal, launchSelfTest),
      hardware: readHardware,
      ...options,
    };
  }

  async describe(): Promise<ComputeDetails> {
    const { machine, hardware } = this.#options;
    const folder = cacheFolder();
    return {
      ...(await this.#readStatus()),
      hardware: await hardware(),
      cache: { folder, freeBytes: machine.freeBytes(folder) },
      obstacle: this.#recipesOrObstacle().obstacle,
    };
  }

  /** What `doctor` finds. Takes a few seconds. */
  async examine(): Promise<Finding[]> {
    const { machine, hardware, selfTest } = this.#options;
    try {
      const run = (): ReturnType<typeof selfTest> => selfTest({ device: 'auto' });
      return (await examineRuntime({ machine, hardware, selfTest: run })).findings;
    } catch (error) {
      return [{ label: 'Examination', value: `failed: ${messageOf(error)}`, ok: false }];
    }
  }

  /** Runs the self-test of an installed runtime. Throws WorkbenchError `notFound` if it is not installed. */
  async test(variant: Variant): Promise<SelfTest> {
    const installation = await findInstalledVariant(variant);
    if (!installation) throw notInstalled();
    const onGpu = variant === 'gpu' && (await this.#options.machine.hasNvidiaDriver());
    const { folder } = installation;
    return this.#options.selfTest({ folder, device: onGpu ? 'gpu' : 'cpu' });
  }

  /**
   * Starts an installation and returns the state of the runtime. Throws WorkbenchError `conflict`
   * during another installation. Later errors are reported in the state.
   */
  async install(variant: Variant, from?: string): Promise<RuntimeState> {
    const recipe = this.#findRecipe(variant);
    if (this.#installing)
      throw new WorkbenchError(
        'conflict',
        'A runtime is being installed already. Cancel that first.',
      );
    const install: Installing = {
      variant,
      stop: new AbortController(),
      progress: { stage: 'checking', fraction: null, secondsLeft: null, message: 'Beginning' },
      ended: Promise.resolve(),
    };
    this.#installing = install;
    this.#failures.delete(variant);
    install.ended = this.#runInstallation(recipe, install, from);
    const { runtimes } = await this.#readStatus();
    return runtimes.find((each) => each.variant === variant) as RuntimeState;
  }

  /** Cancels the installation in progress, if there is one, and waits for its end. */
  async cancel(): Promise<void> {
    this.#installing?.stop.abort();
    await this.#installing?.ended;
  }

  /** Deletes the downloaded wheels of an installation that was not completed. */
  async discardDownloads(variant: Variant): Promise<void> {
    this.#refuseWhileInstalling();
    await removeDownloadedWheels(this.#findRecipe(variant));
    this.#failures.delete(variant);
    await this.announce();
  }

  /** Removes an installed runtime. Throws as `removeRuntime` does. */
  async remove(variant: Variant): Promise<void> {
    this.#refuseWhileInstalling();
    await removeRuntime(variant);
    await this.announce();
  }

  async close(): Promise<void> {
    await this.cancel();
  }

  /** Runs an installation until it succeeds, fails or is cancelled. Never rejects. */
  async #runInstallation(recipe: Recipe, install: Installing, from?: string): Promise<void> {
    const { variant, stop } = install;
    const { machine, buildBinding, selfTest } = this.#options;
    try {
      const initialStatus = await this.#readStatus();
      let lastEmittedMs = 0;
      const onProgress = (progress: SetupProgress): void => {
        const isNewStage = progress.stage !== install.progress.stage;
        install.progress = progress;
        if (!isNewStage && Date.now() - lastEmittedMs < minEventIntervalMs) return;
        lastEmittedMs = Date.now();
        this.#emit('compute.changed', this.#withProgress(initialStatus));
      };
      await setUpRuntime(
        { gpu: variant === 'gpu', from, signal: stop.signal, onProgress },
        { machine, buildBinding, selfTest, chooseRecipe: async () => recipe },
      );
    } catch (error) {
      if (!stop.signal.aborted) this.#failures.set(variant, messageOf(error));
    } finally {
      this.#installing = null;
      await this.announce();
    }
  }

  /** Emits which runtimes are there, and what runs train on. */
  async announce(): Promise<void> {
    this.#emit('compute.changed', await this.#readStatus());
  }

  async #readStatus(): Promise<ComputeStatus> {
    const { recipes } = this.#recipesOrObstacle();
    const runtimes = await describeRuntimes(recipes, this.#options.machine);
    return this.#withProgress({ compute: await describeCompute(), runtimes });
  }

  #withProgress({ compute, runtimes }: ComputeStatus): ComputeStatus {
    const withProgress = runtimes.map((runtime) => ({
      ...runtime,
      progress: this.#installing?.variant === runtime.variant ? this.#installing.progress : null,
      failure: this.#failures.get(runtime.variant) ?? null,
    }));
    return { compute, runtimes: withProgress };
  }

  #recipesOrObstacle(): { recipes: Recipe[]; obstacle: string | null } {
    const { machine, listRecipes } = this.#options;
    try {
      return { recipes: listRecipes(machine), obstacle: null };
    } catch (error) {
      return { recipes: [], obstacle: messageOf(error) };
    }
  }

  #findRecipe(variant: Variant): Recipe {
    const { machine, listRecipes } = this.#options;
    const recipe = listRecipes(machine).find((each) => each.variant === variant);
    if (recipe) return recipe;
    throw new WorkbenchError(
      'unavailable',
      `TensorFlow has no build for ${variant === 'gpu' ? 'GPUs' : 'CPUs'} on this machine.`,
    );
  }

  #refuseWhileInstalling(): void {
    if (this.#installing)
      throw new WorkbenchError('conflict', 'A runtime is being installed. Cancel that first.');
  }
}

function notInstalled(): WorkbenchError {
  return new WorkbenchError('notFound', 'This runtime is not installed.');
}

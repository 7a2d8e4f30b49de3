import type { ComputeDetails, RuntimeState, SelfTest, SetupProgress, Variant } from '#api/compute';
import type { EmitEvent } from '#api/events';
import { messageOf, WorkbenchError } from '#spec/errors';
import { buildBinding } from '#tensorflow/runtime/build-binding';
import { cacheFolder } from '#tensorflow/runtime/cache';
import { readHardware, type Hardware } from '#tensorflow/runtime/hardware';
import { installationOf } from '#tensorflow/runtime/installed';
import { removeDownloads } from '#tensorflow/runtime/downloaded-wheels';
import { thisMachine, type Machine } from '#tensorflow/runtime/machine';
import { removeRuntime } from '#tensorflow/runtime/remove';
import { recipesFor } from '#tensorflow/runtime/requirements';
import { runSelfTest, type LaunchTest } from '#tensorflow/runtime/self-test';
import { setUpRuntime } from '#tensorflow/runtime/setup';
import type { Recipe } from '#tensorflow/runtime/wheels';
import { describeCompute } from './compute';
import { describeRuntimes } from './describe-runtimes';

export type { LaunchTest } from '#tensorflow/runtime/self-test';

/** What the host does its own way, and what tests replace. */
export interface ComputeOptions {
  /** How this host starts the process that tries a runtime out; left out, as a Node process. */
  launchTest: LaunchTest;
  machine: Machine;
  recipes: (machine: Machine) => Recipe[];
  buildBinding: typeof buildBinding;
  selfTest: typeof runSelfTest;
  hardware: () => Promise<Hardware>;
}

interface Install {
  variant: Variant;
  stop: AbortController;
  progress: SetupProgress;
  ended: Promise<void>;
}

type Standing = Pick<ComputeDetails, 'compute' | 'runtimes'>;

/** Milliseconds between two events of an installation. */
const pace = 200;

/** What this machine trains with, and the installation under way: one at a time. */
export class ComputeSetup {
  readonly #emit: EmitEvent;
  readonly #options: Omit<ComputeOptions, 'launchTest'>;
  readonly #failures = new Map<Variant, string>();
  #install: Install | null = null;

  constructor(emit: EmitEvent, { launchTest, ...options }: Partial<ComputeOptions> = {}) {
    this.#emit = emit;
    this.#options = {
      machine: thisMachine(),
      recipes: recipesFor,
      buildBinding,
      selfTest: (wish, signal) => runSelfTest(wish, signal, launchTest),
      hardware: readHardware,
      ...options,
    };
  }

  async describe(): Promise<ComputeDetails> {
    const { machine, hardware } = this.#options;
    const folder = cacheFolder();
    return {
      ...(await this.#standing()),
      hardware: await hardware(),
      cache: { folder, freeBytes: await machine.freeBytes(folder).catch(() => null) },
      obstacle: this.#recipesOrObstacle().obstacle,
    };
  }

  /** Throws `notFound` where that runtime is not installed. */
  async test(variant: Variant): Promise<SelfTest> {
    const installation = await installationOf(variant);
    if (!installation) throw notInstalled();
    const onGpu = variant === 'gpu' && (await this.#options.machine.hasNvidiaDriver());
    const { folder } = installation;
    return this.#options.selfTest({ folder, device: onGpu ? 'gpu' : 'cpu' });
  }

  /** Throws `conflict` while another one is being installed; what goes wrong later is in its state. */
  async install(variant: Variant, from?: string): Promise<RuntimeState> {
    const recipe = this.#recipe(variant);
    if (this.#install)
      throw new WorkbenchError(
        'conflict',
        'A runtime is being installed already. Cancel that first.',
      );
    const install: Install = {
      variant,
      stop: new AbortController(),
      progress: { stage: 'checking', fraction: null, secondsLeft: null, message: 'Beginning' },
      ended: Promise.resolve(),
    };
    this.#install = install;
    this.#failures.delete(variant);
    install.ended = this.#drive(recipe, install, from);
    const standing = await this.#standing();
    return standing.runtimes.find((each) => each.variant === variant) as RuntimeState;
  }

  /** Resolves once the installation has ended; does nothing where there is none. */
  async cancel(): Promise<void> {
    this.#install?.stop.abort();
    await this.#install?.ended;
  }

  /** Deletes what is kept of an installation that did not come to its end. */
  async forget(variant: Variant): Promise<void> {
    this.#refuseWhileInstalling();
    await removeDownloads(this.#recipe(variant));
    this.#failures.delete(variant);
    await this.#tell();
  }

  /** Throws as `removeRuntime` does. */
  async remove(variant: Variant): Promise<void> {
    this.#refuseWhileInstalling();
    await removeRuntime(variant);
    await this.#tell();
  }

  async close(): Promise<void> {
    await this.cancel();
  }

  /** Runs an installation to its end, whichever that is. Never rejects. */
  async #drive(recipe: Recipe, install: Install, from?: string): Promise<void> {
    const { variant, stop } = install;
    const { machine, buildBinding, selfTest } = this.#options;
    try {
      const before = await this.#standing();
      let told = 0;
      const onProgress = (progress: SetupProgress): void => {
        const isNews = progress.stage !== install.progress.stage;
        install.progress = progress;
        if (!isNews && Date.now() - told < pace) return;
        told = Date.now();
        this.#emit('compute.changed', this.#withProgress(before));
      };
      await setUpRuntime(
        { gpu: variant === 'gpu', from, signal: stop.signal, onProgress },
        { machine, buildBinding, selfTest, chooseRecipe: async () => recipe },
      );
    } catch (error) {
      if (!stop.signal.aborted) this.#failures.set(variant, messageOf(error));
    } finally {
      this.#install = null;
      await this.#tell();
    }
  }

  async #tell(): Promise<void> {
    this.#emit('compute.changed', await this.#standing());
  }

  async #standing(): Promise<Standing> {
    const { recipes } = this.#recipesOrObstacle();
    const runtimes = await describeRuntimes(recipes, this.#options.machine);
    return this.#withProgress({ compute: await describeCompute(), runtimes });
  }

  #withProgress({ compute, runtimes }: Standing): Standing {
    const withProgress = runtimes.map((runtime) => ({
      ...runtime,
      progress: this.#install?.variant === runtime.variant ? this.#install.progress : null,
      failure: this.#failures.get(runtime.variant) ?? null,
    }));
    return { compute, runtimes: withProgress };
  }

  #recipesOrObstacle(): { recipes: Recipe[]; obstacle: string | null } {
    const { machine, recipes } = this.#options;
    try {
      return { recipes: recipes(machine), obstacle: null };
    } catch (error) {
      return { recipes: [], obstacle: messageOf(error) };
    }
  }

  #recipe(variant: Variant): Recipe {
    const { machine, recipes } = this.#options;
    const recipe = recipes(machine).find((each) => each.variant === variant);
    if (recipe) return recipe;
    throw new WorkbenchError(
      'unavailable',
      `TensorFlow has no build for ${variant === 'gpu' ? 'GPUs' : 'CPUs'} on this machine.`,
    );
  }

  #refuseWhileInstalling(): void {
    if (this.#install)
      throw new WorkbenchError('conflict', 'A runtime is being installed. Cancel that first.');
  }
}

function notInstalled(): WorkbenchError {
  return new WorkbenchError('notFound', 'This runtime is not installed.');
}

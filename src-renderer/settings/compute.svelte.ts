import type { ComputeDetails, RuntimeState, SelfTest, Variant } from '#api/compute';
import type { EventPayload } from '#api/events';
import { session } from '../stores/session.svelte';
import { runtimeNames } from './compute-text';

/** The hardware of this machine, and its installed and installable TensorFlow runtimes. */
export class ComputeStore {
  /** Null until the first `load`. */
  details = $state.raw<ComputeDetails | null>(null);
  /** The latest test of each runtime since the window was opened. */
  tests = $state.raw<Partial<Record<Variant, SelfTest>>>({});
  testingVariant = $state<Variant | null>(null);
  /** Numbers the loads, so that the answer to an outdated one is dropped. */
  #loadNumber = 0;
  /** The event that arrived during a load, whose answer may be older. */
  #latestChange: Partial<EventPayload<'compute.changed'>> = {};

  constructor() {
    session.onProjectOpened(() => {
      if (this.details) void session.attempt(() => this.load());
    });
    session.on('compute.changed', (changed) => this.#applyChange(changed));
  }

  async load(): Promise<void> {
    const loadNumber = ++this.#loadNumber;
    this.#latestChange = {};
    const details = await session.call('compute.describe', {});
    if (loadNumber === this.#loadNumber) this.details = { ...details, ...this.#latestChange };
  }

  /** Runs the self-test of an installed runtime, which takes a few seconds. */
  async test(variant: Variant): Promise<void> {
    this.testingVariant = variant;
    this.#setTest(variant, undefined);
    try {
      this.#setTest(variant, await session.call('compute.test', { variant }));
    } finally {
      this.testingVariant = null;
    }
  }

  /**
   * Starts an installation. Throws WorkbenchError if it cannot start; a later failure is in the
   * state of the runtime.
   */
  async install(variant: Variant, from?: string): Promise<void> {
    await session.call('compute.install', { variant, from });
  }

  async cancel(): Promise<void> {
    await session.call('compute.cancel', {});
  }

  /** Deletes the downloaded files of an unfinished installation. */
  async forget(variant: Variant): Promise<void> {
    await session.call('compute.forget', { variant });
  }

  async remove(variant: Variant): Promise<void> {
    await session.call('compute.remove', { variant });
    this.#setTest(variant, undefined);
  }

  #setTest(variant: Variant, test: SelfTest | undefined): void {
    this.tests = { ...this.tests, [variant]: test };
  }

  #applyChange(changed: EventPayload<'compute.changed'>): void {
    this.#latestChange = changed;
    const previous = this.details;
    if (!previous) return;
    this.details = { ...previous, ...changed };
    const findPrevious = (variant: Variant): RuntimeState | undefined =>
      previous.runtimes.find((runtime) => runtime.variant === variant);
    for (const { variant, installed } of changed.runtimes)
      if (installed && !findPrevious(variant)?.installed)
        session.notify(`${runtimeNames[variant]} is installed.`, 'success');
    // The free space on the disk has changed, too.
    if (changed.runtimes.every(({ progress }) => progress === null))
      void session.attempt(() => this.load());
  }
}

export const compute = new ComputeStore();

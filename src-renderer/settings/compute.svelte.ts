import type { ComputeDetails, RuntimeState, SelfTest, Variant } from '#api/compute';
import type { EventPayload } from '#api/events';
import { session } from '../stores/session.svelte';
import { runtimeNames } from './compute-text';

/** What this machine trains with, and the runtimes that could be installed. */
export class ComputeStore {
  /** Null until it was asked for. */
  details = $state.raw<ComputeDetails | null>(null);
  /** What the last tests since the window was opened have shown. */
  tests = $state.raw<Partial<Record<Variant, SelfTest>>>({});
  testing = $state<Variant | null>(null);
  #turn = 0;
  /** Told while the details were on their way, which may be older. */
  #heard: Partial<EventPayload<'compute.changed'>> = {};

  constructor() {
    session.whenOpened(() => {
      if (this.details) void session.attempt(() => this.load());
    });
    session.on('compute.changed', (changed) => this.#take(changed));
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.#heard = {};
    const details = await session.call('compute.describe', {});
    if (turn === this.#turn) this.details = { ...details, ...this.#heard };
  }

  /** Tries an installed runtime out, which takes a few seconds. */
  async test(variant: Variant): Promise<void> {
    this.testing = variant;
    this.#keep(variant, undefined);
    try {
      this.#keep(variant, await session.call('compute.test', { variant }));
    } finally {
      this.testing = null;
    }
  }

  /** Throws WorkbenchError where it cannot begin; what goes wrong later is in its state. */
  async install(variant: Variant, from?: string): Promise<void> {
    await session.call('compute.install', { variant, from });
  }

  async cancel(): Promise<void> {
    await session.call('compute.cancel', {});
  }

  /** Deletes what has arrived of an installation. */
  async forget(variant: Variant): Promise<void> {
    await session.call('compute.forget', { variant });
  }

  async remove(variant: Variant): Promise<void> {
    await session.call('compute.remove', { variant });
    this.#keep(variant, undefined);
  }

  #keep(variant: Variant, test: SelfTest | undefined): void {
    this.tests = { ...this.tests, [variant]: test };
  }

  #take(changed: EventPayload<'compute.changed'>): void {
    this.#heard = changed;
    const before = this.details;
    if (!before) return;
    this.details = { ...before, ...changed };
    const wasAt = (variant: Variant): RuntimeState | undefined =>
      before.runtimes.find((each) => each.variant === variant);
    for (const { variant, installed } of changed.runtimes)
      if (installed && !wasAt(variant)?.installed)
        session.notify(`${runtimeNames[variant]} is installed.`, 'success');
    // What is free on the disk has changed, too.
    if (changed.runtimes.every(({ progress }) => progress === null))
      void session.attempt(() => this.load());
  }
}

export const compute = new ComputeStore();

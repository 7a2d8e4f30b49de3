import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartChange } from '../parts';
import type { PartWriter } from './part-writer';
import type { RunFolderChanges } from './run-folder-changes';

/** Milliseconds between two looks at the requests of the user. */
const everyMs = 1000;
/** So long after a request of the user, changes are sent as often as at the beginning: somebody waits to see them. */
const attentiveMs = 15_000;

/**
 * Milliseconds between two parts of a job that has run for `elapsedMs`: one, and more in a long one, of which nobody sees
 * single steps any more. In a day these are some 6,000 parts.
 */
export function partIntervalMs(elapsedMs: number): number {
  return Math.min(15_000, Math.max(everyMs, elapsedMs / 300));
}

export interface RunSenderOptions {
  parts: PartWriter;
  /** The folder in which requests of the user appear. */
  requests: string;
  /** Is told that nothing comes back any more. `finish` then throws the same. */
  onFailure: (error: unknown) => void;
}

/**
 * Sends back what changes in the folders of the runs that train, all of them in one part.
 *
 *     const sender = new RunSender({ parts, requests, onFailure });
 *     sender.add(changes); // the run begins
 *     await sender.finish([changes]); // it has ended: all that is there is sent
 *     sender.close();
 */
export class RunSender {
  readonly #options: RunSenderOptions;
  readonly #runs = new Set<RunFolderChanges>();
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = Date.now();
  #sentAt = -Infinity;
  #attentiveUntil = -Infinity;
  #asked = '';
  /** One write at a time, so that the numbers of parts follow each other. */
  #writing: Promise<void> = Promise.resolve();
  #isBusy = false;
  #failure: { error: unknown } | null = null;

  constructor(options: RunSenderOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#tick(), everyMs);
  }

  add(run: RunFolderChanges): void {
    this.#runs.add(run);
  }

  /** Sends all that is left of runs that have ended. */
  async finish(runs: readonly RunFolderChanges[]): Promise<void> {
    for (const run of runs) this.#runs.delete(run);
    // What could not be written counts as sent.
    if (this.#failure) throw this.#failure.error;
    await this.#write(() => joined(runs.map((run) => run.next({ isLast: true }))));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Never rejects. */
  async #tick(): Promise<void> {
    // A disk that is full, or slow, holds it up.
    if (this.#isBusy || this.#failure) return;
    this.#isBusy = true;
    try {
      const isAsked = await this.#hasRequest();
      const now = Date.now();
      const interval = now < this.#attentiveUntil ? 0 : partIntervalMs(now - this.#startedAt);
      // A tick comes a little early at times.
      if (!isAsked && now - this.#sentAt < interval - everyMs / 2) return;
      this.#sentAt = now;
      const runs = [...this.#runs];
      const mode = { isLast: false, isCheckpointDue: isAsked };
      await this.#write(() => joined(runs.map((run) => run.next(mode))));
    } catch (error) {
      this.#failure = { error };
      this.#options.onFailure(error);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Whether the user asks for the last checkpoints now. The request is taken away. */
  async #hasRequest(): Promise<boolean> {
    const { requests } = this.#options;
    const names = await readdir(requests).catch((): string[] => []);
    const asked = names.sort().join();
    if (asked !== this.#asked) this.#attentiveUntil = Date.now() + attentiveMs;
    this.#asked = asked;
    if (!names.includes('checkpoint')) return false;
    await rm(join(requests, 'checkpoint'), { force: true });
    return true;
  }

  #write(changes: () => AsyncGenerator<PartChange>): Promise<void> {
    const written = this.#writing.then(() => this.#options.parts.write(changes()));
    this.#writing = written.catch(() => undefined);
    return written;
  }
}

async function* joined(all: readonly AsyncGenerator<PartChange>[]): AsyncGenerator<PartChange> {
  for (const changes of all) yield* changes;
}

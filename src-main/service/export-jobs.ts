import type { EmitEvent } from '#api/events';
import { WorkbenchError } from '#spec/errors';

/** Milliseconds between two reports of one export. */
const reportEveryMs = 100;

/** What an export at work is given. */
export interface ExportJob {
  /** Ends it. */
  signal: AbortSignal;
  /** Says how far it is, from 0 to 1. */
  report: (fraction: number) => void;
}

interface RunningJob {
  key: string;
  abort: AbortController;
  ended: Promise<unknown>;
}

/** The exports that windows have asked for: each reports how far it is, and can be cancelled. */
export class ExportJobs {
  readonly #emit: EmitEvent;
  readonly #onFailed: (path: string) => void;
  readonly #jobs = new Set<RunningJob>();

  /** `onFailed` is called with the path to which an export that has failed, or was cancelled, was to write. */
  constructor(emit: EmitEvent, onFailed: (path: string) => void = () => undefined) {
    this.#emit = emit;
    this.#onFailed = onFailed;
  }

  /** Does the work of an export. Throws `conflict` with the details `{ isCancelled: true }` where it was cancelled. */
  async run<T>(
    { projectId, exportId, path }: { projectId: string; exportId: string; path?: string },
    work: (job: ExportJob) => Promise<T>,
  ): Promise<T> {
    const abort = new AbortController();
    const report = this.#makeReport(projectId, exportId);
    const working = work({ signal: abort.signal, report });
    const job = { key: keyOf(projectId, exportId), abort, ended: working.catch(() => undefined) };
    this.#jobs.add(job);
    try {
      return await working;
    } catch (error) {
      if (path !== undefined) this.#onFailed(path);
      if (!abort.signal.aborted) throw error;
      throw new WorkbenchError('conflict', 'The export was cancelled: nothing is written.', {
        isCancelled: true,
      });
    } finally {
      this.#jobs.delete(job);
    }
  }

  /** Ends an export, if it is still at work. */
  cancel(projectId: string, exportId: string): void {
    for (const { key, abort } of this.#jobs) if (key === keyOf(projectId, exportId)) abort.abort();
  }

  /** Ends all, and waits until none writes any more. */
  async close(): Promise<void> {
    const jobs = [...this.#jobs];
    for (const { abort } of jobs) abort.abort();
    await Promise.all(jobs.map(({ ended }) => ended));
  }

  #makeReport(projectId: string, exportId: string): ExportJob['report'] {
    let last = -Infinity;
    return (fraction) => {
      const now = Date.now();
      if (now - last < reportEveryMs) return;
      last = now;
      this.#emit('export.progress', { projectId, exportId, fraction });
    };
  }
}

function keyOf(projectId: string, exportId: string): string {
  return `${projectId} ${exportId}`;
}

import { isEnded, type Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { ActiveRun, type RunContext } from './active-run';
import type { Attempt } from './attempt';
import { estimateRunMemory } from './run-memory';
import { keyOf, type RunQueue } from './run-queue';
import { SharedWorker } from './shared-worker';

/** A run that is queued, running or paused in this process. */
export interface ManagedRun {
  active: ActiveRun;
  /** Resolves with the run when its end is recorded. */
  ended: Promise<Run>;
  resolveEnded: (run: Run) => void;
}

/** Called with a run when it has ended in this process. */
export type EndListener = (project: ProjectFolder, run: Run) => void;

/** Milliseconds that `end` waits for checkpoints before it kills the workers. */
const endKillAfterMs = 30_000;

/** All runs of this process that wait, train or are paused, from the queue to their end, and what is done to all at once. */
export class ManagedRuns {
  readonly #context: RunContext;
  readonly #queue: RunQueue;
  readonly #byKey = new Map<string, ManagedRun>();
  readonly #endListeners = new Set<EndListener>();
  /** The runs that pausing the queue has paused. */
  readonly #pausedWithQueue = new Set<ActiveRun>();

  constructor(context: RunContext, queue: RunQueue) {
    this.#context = context;
    this.#queue = queue;
  }

  find(project: ProjectFolder, runId: string): ManagedRun | undefined {
    return this.#byKey.get(keyOf(project, runId));
  }

  /** The run if it is queued or at work. One that has ended is waited for until its files are free. */
  async findActive(project: ProjectFolder, runId: string): Promise<ManagedRun | undefined> {
    const managed = this.find(project, runId);
    if (!managed || !isEnded(managed.active.run.status)) return managed;
    await managed.ended;
    return undefined;
  }

  all(): ManagedRun[] {
    return [...this.#byKey.values()];
  }

  /** Queues an attempt at a run. */
  add(attempt: Attempt): ManagedRun {
    const managed = this.#manage(attempt);
    this.#queue.add(attempt.project, [attempt.run.id], {
      memory: estimateRunMemory(attempt.run.spec),
      work: async (slot) => {
        const share = await this.#queue.shareOf(slot, attempt.run);
        await managed.active.trainToEnd(share, this.#context.launch);
        this.#release(managed);
      },
    });
    return managed;
  }

  /** Queues attempts at runs of one project that train together, in one slot and one worker. */
  addTogether(attempts: readonly [Attempt, ...Attempt[]]): ManagedRun[] {
    const [{ project, run: first }] = attempts;
    const all = attempts.map((attempt) => this.#manage(attempt));
    this.#queue.add(
      project,
      attempts.map(({ run }) => run.id),
      {
        memory: attempts.reduce((sum, { run }) => sum + estimateRunMemory(run.spec), 0),
        work: async (slot) => {
          const share = await this.#queue.shareOf(slot, first);
          // Some may have left the queue.
          const left = all.filter((managed) => this.all().includes(managed));
          const worker = new SharedWorker(this.#context.launch, left.length);
          await Promise.all(
            left.map(async (managed, index) => {
              await managed.active.trainToEnd(share, () => worker.launch(index));
              worker.leave(index);
              this.#release(managed);
            }),
          );
        },
      },
    );
    return all;
  }

  #manage(attempt: Attempt): ManagedRun {
    const managed = manageRun(new ActiveRun(attempt, this.#context));
    this.#byKey.set(keyOf(attempt.project, attempt.run.id), managed);
    return managed;
  }

  /** Ends a run that has not left the queue. False if it has. */
  async leaveQueue(managed: ManagedRun, status: 'stopped' | 'interrupted'): Promise<boolean> {
    const { active } = managed;
    if (!this.#queue.remove(active.project, active.run.id)) return false;
    await active.leaveQueue(status);
    this.#release(managed);
    return true;
  }

  /** Ends a run, with a checkpoint where it trains; does not wait for it. */
  async stop(managed: ManagedRun): Promise<void> {
    if (!(await this.leaveQueue(managed, 'stopped'))) managed.active.stop();
  }

  /** Calls the listener with every run that ends. Returns a function that removes it. */
  onEnded(listener: EndListener): () => void {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** Pauses all running runs and holds waiting ones back, or lets these and those go on. */
  pauseAll(isPaused: boolean): void {
    if (isPaused === this.#queue.isPaused) return;
    this.#queue.setPaused(isPaused);
    if (!isPaused) {
      for (const active of this.#pausedWithQueue)
        if (active.run.status === 'paused' && !active.isStopping) active.resume();
      this.#pausedWithQueue.clear();
      return;
    }
    for (const { active } of this.#byKey.values()) {
      if (active.run.status !== 'running' || active.isStopping) continue;
      active.pause();
      this.#pausedWithQueue.add(active);
    }
  }

  /** Stops all runs, running ones with a checkpoint; does not wait for it. A paused queue goes on. */
  async stopAll(): Promise<void> {
    const all = this.all();
    // Waiting ones first: otherwise the end of a running one starts the next.
    for (const managed of all) await this.leaveQueue(managed, 'stopped');
    for (const { active } of all) if (!isEnded(active.run.status)) active.stop();
    this.pauseAll(false);
  }

  /**
   * Ends all runs and waits for it: running ones with a checkpoint, queued ones as `interrupted`. Workers that have not
   * ended after 30 s are killed.
   */
  async end(): Promise<void> {
    const all = this.all();
    for (const managed of all)
      if (!(await this.leaveQueue(managed, 'interrupted'))) managed.active.stop();
    const timer = setTimeout(() => {
      for (const { active } of all) active.kill();
    }, endKillAfterMs);
    await Promise.all(all.map(({ ended }) => ended));
    clearTimeout(timer);
  }

  #release({ active, resolveEnded }: ManagedRun): void {
    this.#byKey.delete(keyOf(active.project, active.run.id));
    this.#pausedWithQueue.delete(active);
    resolveEnded(active.result);
    for (const listener of this.#endListeners) listener(active.project, active.result);
  }
}

function manageRun(active: ActiveRun): ManagedRun {
  let resolveEnded: ManagedRun['resolveEnded'] = () => undefined;
  const ended = new Promise<Run>((resolve) => {
    resolveEnded = resolve;
  });
  return { active, ended, resolveEnded };
}

import { isDiskFull, isFolderGone } from '#files/file-errors';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import { isEnded, type Run } from '#spec/run';
import type { Method } from '#spec/training';
import { removeProjectLeftovers } from '#storage/leftovers';
import type { ProjectFolder } from '#storage/projects';
import {
  createRun,
  deleteRun,
  emptyTrash,
  listRuns,
  readRun,
  runDirectory,
  writeRun,
} from '#storage/runs';
import type { Listing, UnreadableFile } from '#storage/versioned-json';
import { ActiveRun, type Attempt, type RunContext } from './active-run';
import { chooseCheckpoints } from './choose-checkpoints';
import { inspectCheckpoint } from './inspect-checkpoint';
import { JobQueue } from './job-queue';
import { experimentToResume, type ResumeRequest } from './resume';
import { assertNotForeign, claimRun, readOwnedRun, settleRun } from './run-owner';

export interface RunManagerOptions extends RunContext {
  /** How many runs train at the same time, paused ones included. 1 if left out. */
  concurrency?: number;
}

export interface StartRequest {
  /** Already validated. `method`, `seed` and `steps` below override the values in it. */
  spec: Experiment;
  /** The saved model or template that the run is started from, if any. */
  modelId: string | null;
  name?: string;
  method?: Method;
  seed?: number;
  steps?: number;
}

/** The experiment as it will be trained. */
export function withOverrides({ spec, method, seed, steps }: StartRequest): Experiment {
  const { training } = spec;
  return {
    ...spec,
    training: {
      ...training,
      method: method ?? training.method,
      seed: seed ?? training.seed,
      steps: steps ?? training.steps,
    },
  };
}

export interface RunChanges {
  name?: string;
  notes?: string;
  tags?: string[];
}

/** A run that is queued, running or paused in this process. */
interface ManagedRun {
  active: ActiveRun;
  /** Resolves with the run when its end is recorded. */
  ended: Promise<Run>;
  resolveEnded: (run: Run) => void;
}

/** Milliseconds that `shutdown` waits for checkpoints before it kills the workers. */
const shutdownKillAfterMs = 30_000;

/**
 * Queues runs, trains each in a worker process of its own, and keeps their folders up to date.
 *
 *     const runs = new RunManager({ launch: forkLauncher(workerEntry), resources, emit });
 *     await runs.open(project);
 *     const { id } = await runs.start(project, { spec, modelId: null, seed: 1 });
 *     const run = await runs.whenEnded(project, id); // run.status, run.metrics['test/error']?.last
 *     await runs.shutdown();
 */
export class RunManager {
  readonly #context: RunContext;
  readonly #queue: JobQueue;
  readonly #managed = new Map<string, ManagedRun>();
  #isShuttingDown = false;

  constructor(options: RunManagerOptions) {
    this.#context = options;
    this.#queue = new JobQueue(options.concurrency ?? 1);
  }

  /**
   * To be called when a project is opened: marks runs whose process is gone as `interrupted`, and removes what
   * processes that were killed have left. Returns the run files that cannot be read. A disk that is full or cannot be
   * written hinders none of it.
   */
  async open(project: ProjectFolder): Promise<UnreadableFile[]> {
    await emptyTrash(project);
    await removeProjectLeftovers(project);
    return (await this.listAll(project)).problems;
  }

  /** All readable runs, oldest first. */
  async list(project: ProjectFolder): Promise<Run[]> {
    return (await this.listAll(project)).items;
  }

  /** All runs, oldest first, each with the status that is true now, and the run files that cannot be read. */
  async listAll(project: ProjectFolder): Promise<Listing<Run>> {
    const { items, problems } = await listRuns(project);
    return {
      items: await Promise.all(items.map((run) => this.#currentState(project, run))),
      problems,
    };
  }

  /** Throws `notFound`, or `validation` where `run.json` is damaged. */
  async get(project: ProjectFolder, runId: string): Promise<Run> {
    const managed = this.#managed.get(keyOf(project, runId));
    return managed
      ? managed.active.run
      : this.#currentState(project, await readRun(project, runId));
  }

  /**
   * Runs one inspection request on a checkpoint of a run, the last if `step` is left out. Throws as
   * `get` and `inspectCheckpoint` do.
   */
  async inspect(
    project: ProjectFolder,
    runId: string,
    request: InspectRequest,
    step?: number,
  ): Promise<InspectResult> {
    return inspectCheckpoint(this.#context, project, await this.get(project, runId), request, step);
  }

  /** The runs that are queued, running or paused in this process. */
  activeRuns(): Run[] {
    return [...this.#managed.values()]
      .map(({ active }) => active.run)
      .filter(({ status }) => !isEnded(status));
  }

  /**
   * Creates a run and queues it. Later problems, such as missing data, do not throw: the run becomes
   * `failed` and `run.failure` says why. Throws `unavailable` during shutdown.
   */
  async start(project: ProjectFolder, request: StartRequest): Promise<Run> {
    this.#throwIfShuttingDown();
    const spec = withOverrides(request);
    const run = await createRun(project, {
      name: request.name?.trim() || spec.name,
      modelId: request.modelId,
      spec,
      pid: process.pid,
    });
    const lock = await claimRun(project, run.id, 'started').catch(async (error: unknown) => {
      await deleteRun(project, run.id);
      throw error;
    });
    this.#context.emit('run.changed', { projectId: project.id, run });
    this.#enqueue({ project, run, lock, previous: null });
    return run;
  }

  /** Throws `conflict` unless the run is running in this process. */
  async pause(project: ProjectFolder, runId: string): Promise<void> {
    (await this.#findManaged(project, runId, 'paused')).active.pause();
  }

  /**
   * Continues a paused run, or queues an ended one to continue from its last whole checkpoint, or the one that
   * `request` names; what the run recorded after that checkpoint is dropped once it has started. Where it does not
   * start, the run stays as it was, and `run.resumeFailed` says why. Throws `conflict` where the run is active, in
   * this process or another, or has done all its steps, `notFound` where it has no such checkpoint.
   */
  async resume(project: ProjectFolder, runId: string, request: ResumeRequest = {}): Promise<void> {
    const managed = await this.#findActive(project, runId);
    if (managed) {
      managed.active.resume();
      return;
    }
    this.#throwIfShuttingDown();
    const recorded = await this.get(project, runId);
    await assertNotForeign(project, recorded, 'resumed');
    experimentToResume(recorded, request);
    const lock = await claimRun(project, runId, 'resumed');
    try {
      // Another program may have trained the run since it was read.
      const previous = await readOwnedRun(project, runId);
      const spec = experimentToResume(previous, request);
      const { steps } = await chooseCheckpoints(runDirectory(project, runId), request.from);
      const run: Run = {
        ...previous,
        spec,
        status: 'queued',
        pid: process.pid,
        step: steps[0] ?? 0,
        ended: null,
        failure: null,
        failedStep: null,
      };
      const { active } = this.#enqueue({
        project,
        run,
        lock,
        previous,
        from: request.from,
        acceptOtherData: request.acceptOtherData,
      });
      await active.update({});
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * Ends the run with a checkpoint; does not wait for it. Called again after 10 s, it kills the
   * process. Throws `conflict` unless the run is queued, running or paused in this process.
   */
  async stop(project: ProjectFolder, runId: string): Promise<void> {
    const managed = await this.#findManaged(project, runId, 'stopped');
    if (!(await this.#removeFromQueue(managed, 'stopped'))) managed.active.stop();
  }

  /** Ends the run at once, without a checkpoint. Throws as `stop` does. */
  async kill(project: ProjectFolder, runId: string): Promise<void> {
    const managed = await this.#findManaged(project, runId, 'stopped');
    if (!(await this.#removeFromQueue(managed, 'stopped'))) managed.active.kill();
  }

  /**
   * Changes name, notes or tags; what is undefined in `changes` stays. Throws `conflict` where another
   * process trains the run.
   */
  async update(project: ProjectFolder, runId: string, changes: RunChanges): Promise<Run> {
    const definedChanges = Object.fromEntries(
      Object.entries(changes).filter(([, value]) => value !== undefined),
    );
    const managed = await this.#findActive(project, runId);
    if (managed) {
      await managed.active.update(definedChanges);
      return managed.active.run;
    }
    await assertNotForeign(project, await this.get(project, runId), 'changed');
    const lock = await claimRun(project, runId, 'changed');
    try {
      const run = await readOwnedRun(project, runId);
      const changed = { ...run, ...definedChanges };
      await writeRun(project, changed);
      this.#context.emit('run.changed', { projectId: project.id, run: changed });
      return changed;
    } finally {
      await lock.release();
    }
  }

  /** Deletes the run with its metrics and checkpoints. Throws `conflict` while it is active. */
  async delete(project: ProjectFolder, runId: string): Promise<void> {
    if (await this.#findActive(project, runId))
      throw new WorkbenchError('conflict', `The run '${runId}' is at work: stop it first.`);
    const lock = await claimRun(project, runId, 'deleted').catch((error: unknown) => {
      // A full disk has no room for the lock file, and deleting is the way out. A missing folder is told below.
      if (isDiskFull(error) || isFolderGone(error)) return null;
      throw error;
    });
    try {
      await deleteRun(project, runId);
    } finally {
      await lock?.release();
    }
    this.#context.emit('run.deleted', { projectId: project.id, runId });
  }

  /**
   * Waits until this process no longer trains the run, and returns its final state, also where it could not be
   * written. A run that could not be resumed has the reason as its `failure`.
   */
  async whenEnded(project: ProjectFolder, runId: string): Promise<Run> {
    return this.#managed.get(keyOf(project, runId))?.ended ?? this.get(project, runId);
  }

  /**
   * Ends all runs and waits for it: running ones with a checkpoint, queued ones as `interrupted`. Workers
   * that have not ended after 30 s are killed.
   */
  async shutdown(): Promise<void> {
    this.#isShuttingDown = true;
    const all = [...this.#managed.values()];
    for (const managed of all)
      if (!(await this.#removeFromQueue(managed, 'interrupted'))) managed.active.stop();
    const timer = setTimeout(() => {
      for (const { active } of all) active.kill();
    }, shutdownKillAfterMs);
    await Promise.all(all.map(({ ended }) => ended));
    clearTimeout(timer);
  }

  #enqueue(attempt: Attempt): ManagedRun {
    const key = keyOf(attempt.project, attempt.run.id);
    const managed = manageRun(new ActiveRun(attempt, this.#context));
    this.#managed.set(key, managed);
    this.#queue.add(key, async () => {
      await managed.active.trainToEnd();
      this.#release(managed);
    });
    return managed;
  }

  /** Ends a run that has not left the queue. False if it has. */
  async #removeFromQueue(managed: ManagedRun, status: 'stopped' | 'interrupted'): Promise<boolean> {
    const { active } = managed;
    if (!this.#queue.remove(keyOf(active.project, active.run.id))) return false;
    await active.leaveQueue(status);
    this.#release(managed);
    return true;
  }

  #release({ active, resolveEnded }: ManagedRun): void {
    this.#managed.delete(keyOf(active.project, active.run.id));
    resolveEnded(active.result);
  }

  /** The run if it is queued or at work here. One that has ended is waited for until its files are free. */
  async #findActive(project: ProjectFolder, runId: string): Promise<ManagedRun | undefined> {
    const managed = this.#managed.get(keyOf(project, runId));
    if (!managed || !isEnded(managed.active.run.status)) return managed;
    await managed.ended;
    return undefined;
  }

  /** The run as this process trains it, else as it is on disk, its status corrected. */
  async #currentState(project: ProjectFolder, run: Run): Promise<Run> {
    const managed = this.#managed.get(keyOf(project, run.id));
    return managed?.active.run ?? settleRun(project, run);
  }

  /** `participle` completes the error message: `paused`, `stopped`. */
  async #findManaged(
    project: ProjectFolder,
    runId: string,
    participle: string,
  ): Promise<ManagedRun> {
    const managed = this.#managed.get(keyOf(project, runId));
    if (managed) return managed;
    const run = await this.get(project, runId);
    await assertNotForeign(project, run, participle);
    throw new WorkbenchError('conflict', `The run '${runId}' is ${run.status}, not running.`);
  }

  #throwIfShuttingDown(): void {
    if (this.#isShuttingDown)
      throw new WorkbenchError('unavailable', 'The program is closing: no run can be started.');
  }
}

function keyOf(project: ProjectFolder, runId: string): string {
  return `${project.id}/${runId}`;
}

function manageRun(active: ActiveRun): ManagedRun {
  let resolveEnded: ManagedRun['resolveEnded'] = () => undefined;
  const ended = new Promise<Run>((resolve) => {
    resolveEnded = resolve;
  });
  return { active, ended, resolveEnded };
}

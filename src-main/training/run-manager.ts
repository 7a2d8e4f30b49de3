import type { Queue, SlotsSetting } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import { assertTrained, isEnded, type Run, type StudyPlace, type TrainedRun } from '#spec/run';
import type { Method } from '#spec/training';
import { removeProjectLeftovers } from '#storage/leftovers';
import type { ProjectFolder } from '#storage/projects';
import { tidyRunTrash, trashRun } from '#storage/run-trash';
import { createRun, listRuns, readRun } from '#storage/runs';
import type { Listing, UnreadableFile } from '#storage/versioned-json';
import type { RunContext } from './active-run';
import type { Attempt } from './attempt';
import { assertContinuable } from './continue-run';
import { inspectCheckpoint } from './inspect-checkpoint';
import { ManagedRuns, type EndListener, type ManagedRun } from './managed-runs';
import { prepareNextAttempt } from './next-attempt';
import { PendingWork } from './pending-work';
import { changeRecordedRun, deleteRecordedRun, type RunChanges } from './recorded-runs';
import type { ResumeRequest } from './resume';
import { assertNotForeign, claimRun, settleRun } from './run-owner';
import { RunQueue } from './run-queue';
import { describeMachine, type RunMachine } from './run-slots';

export interface RunManagerOptions extends RunContext {
  /** How many runs train at the same time, paused ones included. 1 if left out. */
  slots?: SlotsSetting;
  /** What they share. Left out: the processor and the memory as Node sees them. */
  machine?: RunMachine;
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
  /** The run that it goes on from, with this experiment, and the step of the checkpoint. */
  parent?: { runId: string; step: number };
  /** Its place in the study that starts it. */
  study?: StudyPlace;
}

/** What a run that trains together with others begins with: anew, or as `resume` does. */
export type MemberRequest = { start: StartRequest } | { resume: string; changes: ResumeRequest };

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

/**
 * Queues runs, trains each in a worker process of its own or several together in one, and keeps their folders up to date.
 *
 *     const runs = new RunManager({ launch: forkLauncher(), resources, emit });
 *     await runs.open(project);
 *     const { id } = await runs.start(project, { spec, modelId: null, seed: 1 });
 *     const run = await runs.whenEnded(project, id); // run.status, run.metrics['test/error']?.last
 *     await runs.shutdown();
 */
export class RunManager {
  readonly #context: RunContext;
  readonly #queue: RunQueue;
  readonly #managed: ManagedRuns;
  /** Starts and resumes that have not queued their runs yet. */
  readonly #starting = new PendingWork();
  #isShuttingDown = false;

  constructor({ slots = 1, machine = describeMachine(), ...context }: RunManagerOptions) {
    this.#context = context;
    const onChange = (queue: Queue): void => context.emit('queue.changed', queue);
    this.#queue = new RunQueue({ slots, machine, onChange });
    this.#managed = new ManagedRuns(context, this.#queue);
  }

  /** The runs that wait, and how many train at the same time. */
  get queue(): Pick<
    RunQueue,
    'get' | 'coresOfSlot' | 'mostTogether' | 'setSlots' | 'setMachine' | 'move'
  > {
    return this.#queue;
  }

  /**
   * To be called when a project is opened: marks runs whose process is gone as `interrupted`, and removes what
   * processes that were killed have left. Returns the run files that cannot be read. A disk that is full or cannot be
   * written hinders none of it.
   */
  async open(project: ProjectFolder): Promise<UnreadableFile[]> {
    await tidyRunTrash(project);
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
    const managed = this.#managed.find(project, runId);
    return managed
      ? managed.active.run
      : this.#currentState(project, await readRun(project, runId));
  }

  /**
   * Runs one inspection request on a checkpoint of a run, the last if `step` is left out. Throws as
   * `get` and `inspectCheckpoint` do, and `validation` for an imported run.
   */
  async inspect(
    project: ProjectFolder,
    runId: string,
    request: InspectRequest,
    step?: number,
  ): Promise<InspectResult> {
    const run = await this.get(project, runId);
    assertTrained(run, 'be inspected');
    return inspectCheckpoint(this.#context, project, run, request, step);
  }

  /** The runs that are queued, running or paused in this process. */
  activeRuns(): Run[] {
    return this.#managed
      .all()
      .map(({ active }) => active.run)
      .filter(({ status }) => !isEnded(status));
  }

  /**
   * Creates a run and queues it. Later problems, such as missing data, do not throw: the run becomes
   * `failed` and `run.failure` says why. Throws `unavailable` during shutdown, and as `assertContinuable` where it goes
   * on from another run.
   */
  start(project: ProjectFolder, request: StartRequest): Promise<TrainedRun> {
    return this.#starting.do(async () => {
      const attempt = await this.#newRun(project, request);
      this.#managed.add(attempt);
      return attempt.run;
    });
  }

  /**
   * Starts or resumes runs whose steps are alike (`togetherKey`), which train together in one worker and one slot. Returns
   * them in the order of the requests. Throws as `start` and `resume` do; the others are stopped then.
   */
  startTogether(project: ProjectFolder, requests: readonly MemberRequest[]): Promise<TrainedRun[]> {
    return this.#starting.do(async () => {
      const attempts: Attempt[] = [];
      try {
        for (const request of requests)
          attempts.push(
            'start' in request
              ? await this.#newRun(project, request.start)
              : await this.#nextAttempt(project, request.resume, request.changes),
          );
      } catch (error) {
        for (const managed of this.#addTogether(attempts)) await this.#managed.stop(managed);
        throw error;
      }
      this.#addTogether(attempts);
      return attempts.map(({ run }) => run);
    });
  }

  #addTogether([first, ...others]: readonly Attempt[]): ManagedRun[] {
    return first ? this.#managed.addTogether([first, ...others]) : [];
  }

  /** Creates a run and takes its lock. */
  async #newRun(project: ProjectFolder, request: StartRequest): Promise<Attempt> {
    this.#throwIfShuttingDown();
    const spec = withOverrides(request);
    const { modelId, parent, study } = request;
    if (parent) await assertContinuable(project, parent, spec);
    const name = request.name?.trim() || spec.name;
    const pid = process.pid;
    const run = await createRun(project, { name, modelId, spec, pid, parent, study });
    const lock = await claimRun(project, run.id, 'started').catch(async (error: unknown) => {
      await trashRun(project, run.id);
      throw error;
    });
    this.#context.emit('run.changed', { projectId: project.id, run });
    return { project, run, lock, previous: null };
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
    const managed = await this.#managed.findActive(project, runId);
    if (managed) {
      managed.active.resume();
      return;
    }
    const { active } = await this.#starting.do(async () =>
      this.#managed.add(await this.#nextAttempt(project, runId, request)),
    );
    await active.update({});
  }

  /** Takes the lock of a run that has ended, to go on with it. */
  async #nextAttempt(
    project: ProjectFolder,
    runId: string,
    request: ResumeRequest,
  ): Promise<Attempt> {
    this.#throwIfShuttingDown();
    return prepareNextAttempt(project, await this.get(project, runId), request);
  }

  /**
   * Ends the run with a checkpoint; does not wait for it. Called again after 10 s, it kills the
   * process. Throws `conflict` unless the run is queued, running or paused in this process.
   */
  async stop(project: ProjectFolder, runId: string): Promise<void> {
    await this.#managed.stop(await this.#findManaged(project, runId, 'stopped'));
  }

  /** Ends the run at once, without a checkpoint. Throws as `stop` does. */
  async kill(project: ProjectFolder, runId: string): Promise<void> {
    const managed = await this.#findManaged(project, runId, 'stopped');
    if (!(await this.#managed.leaveQueue(managed, 'stopped'))) managed.active.kill();
  }

  /**
   * Changes name, notes, tags or `archived`; what is undefined in `changes` stays. Throws `conflict` where another
   * process trains the run.
   */
  async update(
    project: ProjectFolder,
    runId: string,
    changes: RunChanges | ((run: Run) => RunChanges),
  ): Promise<Run> {
    const changesOf = (run: Run): RunChanges =>
      withoutUndefined(typeof changes === 'function' ? changes(run) : changes);
    const managed = await this.#managed.findActive(project, runId);
    if (managed) {
      await managed.active.update(changesOf(managed.active.run));
      return managed.active.run;
    }
    const run = await changeRecordedRun(project, await this.get(project, runId), changesOf);
    this.#context.emit('run.changed', { projectId: project.id, run });
    return run;
  }

  /**
   * Resumes a run that has failed, was stopped or interrupted, from its last checkpoint, else from the beginning. Throws
   * `conflict` where it has finished or is at work, and as `resume`.
   */
  async retry(project: ProjectFolder, runId: string): Promise<void> {
    const { status } = await this.get(project, runId);
    if (status === 'finished' || !isEnded(status))
      throw new WorkbenchError(
        'conflict',
        `The run '${runId}' is ${status}: only runs that failed, were stopped or interrupted are started again.`,
      );
    await this.resume(project, runId);
  }

  /** Moves the run to the trash; returns its id there. Throws `conflict` while it is active. */
  async delete(project: ProjectFolder, runId: string): Promise<string> {
    if (await this.#managed.findActive(project, runId))
      throw new WorkbenchError('conflict', `The run '${runId}' is at work: stop it first.`);
    const trashId = await deleteRecordedRun(project, runId);
    this.#context.emit('run.deleted', { projectId: project.id, runId });
    return trashId;
  }

  /** Pauses all running runs and holds waiting ones back, or lets these and those go on. */
  pauseQueue(isPaused: boolean): void {
    this.#managed.pauseAll(isPaused);
  }

  /** Stops all runs, running ones with a checkpoint; does not wait for it. A paused queue goes on. */
  stopAll(): Promise<void> {
    return this.#managed.stopAll();
  }

  /** Calls the listener with every run that ends in this process. Returns a function that removes it. */
  onEnded(listener: EndListener): () => void {
    return this.#managed.onEnded(listener);
  }

  /**
   * Waits until this process no longer trains the run, and returns its final state, also where it could not be
   * written. A run that could not be resumed has the reason as its `failure`.
   */
  async whenEnded(project: ProjectFolder, runId: string): Promise<Run> {
    return this.#managed.find(project, runId)?.ended ?? this.get(project, runId);
  }

  /**
   * Ends all runs and waits for it: running ones with a checkpoint, queued ones as `interrupted`. Workers
   * that have not ended after 30 s are killed.
   */
  async shutdown(): Promise<void> {
    this.#isShuttingDown = true;
    await this.#managed.end();
    // One that was about to begin has queued its run meanwhile.
    await this.#starting.settled();
    await this.#managed.end();
  }

  /** The run as this process trains it, else as it is on disk, its status corrected. */
  async #currentState(project: ProjectFolder, run: Run): Promise<Run> {
    const managed = this.#managed.find(project, run.id);
    return managed?.active.run ?? settleRun(project, run);
  }

  /** `participle` completes the error message: `paused`, `stopped`. */
  async #findManaged(
    project: ProjectFolder,
    runId: string,
    participle: string,
  ): Promise<ManagedRun> {
    const managed = this.#managed.find(project, runId);
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

function withoutUndefined(changes: RunChanges): RunChanges {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

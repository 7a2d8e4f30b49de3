import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import { isEnded, type Run } from '#spec/run';
import type { Method } from '#spec/training';
import type { UnreadableFile } from '#storage/versioned-json';
import type { ProjectFolder } from '#storage/projects';
import { createRun, deleteRun, emptyTrash, listRuns, readRun, writeRun } from '#storage/runs';
import { LiveRun, type RunContext } from './live-run';
import { inspectCheckpoint } from './inspect-checkpoint';
import { Queue } from './queue';
import { reconcile } from './reconcile';
import { experimentToResume } from './resume';

export interface RunManagerOptions extends RunContext {
  /** Runs trained at the same time; a paused one counts. 1 if left out. */
  concurrency?: number;
}

export interface StartRequest {
  /** Validated. `method`, `seed` and `steps` override its own. */
  spec: Experiment;
  /** The saved model or template it was started from. */
  modelId: string | null;
  name?: string;
  method?: Method;
  seed?: number;
  steps?: number;
}

export interface RunChanges {
  name?: string;
  notes?: string;
  tags?: string[];
}

interface Live {
  run: LiveRun;
  ended: Promise<void>;
  resolveEnded: () => void;
}

/** Milliseconds that `shutdown` waits for checkpoints before it kills. */
const shutdownKillAfterMs = 30_000;

/** Queues runs, trains each in a process of its own, and keeps their folders up to date. */
export class RunManager {
  readonly #ground: RunContext;
  readonly #queue: Queue;
  readonly #live = new Map<string, Live>();
  #closing = false;

  constructor(options: RunManagerOptions) {
    this.#ground = options;
    this.#queue = new Queue(options.concurrency ?? 1);
  }

  /**
   * To be called when a project is opened: runs that lost their process become `interrupted`.
   * Returns the runs that cannot be read.
   */
  async open(project: ProjectFolder): Promise<UnreadableFile[]> {
    await emptyTrash(project);
    const { items, problems } = await listRuns(project);
    for (const run of items) await this.#settle(project, run);
    return problems;
  }

  /** All readable runs, oldest first. */
  async list(project: ProjectFolder): Promise<Run[]> {
    const { items } = await listRuns(project);
    return Promise.all(items.map((run) => this.#settle(project, run)));
  }

  /** Throws `notFound`, or `validation` where `run.json` is damaged. */
  async get(project: ProjectFolder, runId: string): Promise<Run> {
    const live = this.#live.get(keyOf(project, runId));
    return live ? live.run.run : this.#settle(project, await readRun(project, runId));
  }

  /** Asks a checkpoint of a run, the last if `step` is left out, to say something. Throws as `lookAt` does. */
  async look(
    project: ProjectFolder,
    runId: string,
    request: InspectRequest,
    step?: number,
  ): Promise<InspectResult> {
    return inspectCheckpoint(this.#ground, project, await this.get(project, runId), request, step);
  }

  /** The runs that are queued, running or paused here. */
  atWork(): Run[] {
    return [...this.#live.values()]
      .map((live) => live.run.run)
      .filter(({ status }) => !isEnded(status));
  }

  /** Makes a run and queues it. Problems with data or runtime make it `failed`, with a sentence. */
  async start(project: ProjectFolder, request: StartRequest): Promise<Run> {
    this.#refuseWhileClosing();
    const { spec, method, seed, steps } = request;
    const training = {
      ...spec.training,
      method: method ?? spec.training.method,
      seed: seed ?? spec.training.seed,
      steps: steps ?? spec.training.steps,
    };
    const run = await createRun(project, {
      name: request.name?.trim() || spec.name,
      modelId: request.modelId,
      spec: { ...spec, training },
      pid: process.pid,
    });
    this.#ground.emit('run.changed', { projectId: project.id, run });
    this.#enqueue(project, run);
    return run;
  }

  /** Throws `conflict` unless the run is running here. */
  async pause(project: ProjectFolder, runId: string): Promise<void> {
    (await this.#liveRun(project, runId, 'paused')).run.pause();
  }

  /**
   * Lets a paused run go on, or queues an ended one to go on from its last checkpoint; curves past
   * it are dropped. `steps` is the new number of steps in all. Throws `conflict` where the run is at
   * work, here or in another process, or has done all its steps.
   */
  async resume(project: ProjectFolder, runId: string, steps?: number): Promise<void> {
    const live = this.#live.get(keyOf(project, runId));
    if (live) {
      live.run.resume();
      return;
    }
    this.#refuseWhileClosing();
    const run = await this.get(project, runId);
    this.#refuseForeign(run, 'resumed');
    const spec = experimentToResume(run, steps);
    const queued: Run = { ...run, spec, status: 'queued', pid: process.pid, ended: null };
    if (this.#live.has(keyOf(project, runId)))
      throw new WorkbenchError('conflict', `The run '${runId}' is being resumed already.`);
    const { run: next } = this.#enqueue(project, { ...queued, failure: null });
    await next.change({});
  }

  /** Ends the run with a checkpoint; does not wait for it. Asked again after 10 s, it kills. */
  async stop(project: ProjectFolder, runId: string): Promise<void> {
    const live = await this.#liveRun(project, runId, 'stopped');
    if (!(await this.#takeFromQueue(live, 'stopped'))) live.run.stop();
  }

  /** Ends the run at once, without a checkpoint. */
  async kill(project: ProjectFolder, runId: string): Promise<void> {
    const live = await this.#liveRun(project, runId, 'stopped');
    if (!(await this.#takeFromQueue(live, 'stopped'))) live.run.kill();
  }

  /** Changes what people write on a run. */
  async update(project: ProjectFolder, runId: string, changes: RunChanges): Promise<Run> {
    const given = Object.fromEntries(
      Object.entries(changes).filter(([, value]) => value !== undefined),
    );
    const live = this.#live.get(keyOf(project, runId));
    if (live) {
      await live.run.change(given);
      return live.run.run;
    }
    const run = await this.get(project, runId);
    this.#refuseForeign(run, 'changed');
    const changed = { ...run, ...given };
    await writeRun(project, changed);
    this.#ground.emit('run.changed', { projectId: project.id, run: changed });
    return changed;
  }

  /** Removes the run with its curves and weights. Throws `conflict` while it is at work. */
  async delete(project: ProjectFolder, runId: string): Promise<void> {
    if (this.#live.has(keyOf(project, runId)))
      throw new WorkbenchError('conflict', `The run '${runId}' is at work: stop it first.`);
    const run = await readRun(project, runId).catch(() => null);
    if (run) this.#refuseForeign(await this.#settle(project, run), 'deleted');
    await deleteRun(project, runId);
    this.#ground.emit('run.deleted', { projectId: project.id, runId });
  }

  /** Waits until the run is not at work here any more, and returns it as it is then. */
  async whenEnded(project: ProjectFolder, runId: string): Promise<Run> {
    await this.#live.get(keyOf(project, runId))?.ended;
    return this.get(project, runId);
  }

  /** Ends all runs with checkpoints, those in the queue as `interrupted`, and waits for it. */
  async shutdown(): Promise<void> {
    this.#closing = true;
    const all = [...this.#live.values()];
    for (const live of all) if (!(await this.#takeFromQueue(live, 'interrupted'))) live.run.stop();
    const timer = setTimeout(() => {
      for (const { run } of all) run.kill();
    }, shutdownKillAfterMs);
    await Promise.all(all.map(({ ended }) => ended));
    clearTimeout(timer);
  }

  #enqueue(project: ProjectFolder, run: Run): Live {
    const key = keyOf(project, run.id);
    const live = makeLive(new LiveRun(project, run, this.#ground));
    this.#live.set(key, live);
    this.#queue.add(key, async () => {
      await live.run.work();
      this.#forget(live);
    });
    return live;
  }

  async #takeFromQueue(live: Live, status: 'stopped' | 'interrupted'): Promise<boolean> {
    if (!this.#queue.remove(keyOf(live.run.project, live.run.run.id))) return false;
    await live.run.end(status);
    this.#forget(live);
    return true;
  }

  #forget(live: Live): void {
    this.#live.delete(keyOf(live.run.project, live.run.run.id));
    live.resolveEnded();
  }

  async #settle(project: ProjectFolder, run: Run): Promise<Run> {
    const live = (): Run | undefined => this.#live.get(keyOf(project, run.id))?.run.run;
    return live() ?? reconcile(project, run);
  }

  async #liveRun(project: ProjectFolder, runId: string, what: string): Promise<Live> {
    const live = this.#live.get(keyOf(project, runId));
    if (live) return live;
    const run = await this.get(project, runId);
    this.#refuseForeign(run, what);
    throw new WorkbenchError('conflict', `The run '${runId}' is ${run.status}, not running.`);
  }

  #refuseForeign(run: Run, what: string): void {
    if (isEnded(run.status)) return;
    throw new WorkbenchError(
      'conflict',
      `The run '${run.id}' is in the hands of another program (process ${run.pid ?? 'unknown'}) and cannot be ${what} from here.`,
    );
  }

  #refuseWhileClosing(): void {
    if (this.#closing)
      throw new WorkbenchError('unavailable', 'The program is closing: no run can be started.');
  }
}

function keyOf(project: ProjectFolder, runId: string): string {
  return `${project.id}/${runId}`;
}

function makeLive(run: LiveRun): Live {
  let resolveEnded = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    resolveEnded = resolve;
  });
  return { run, ended, resolveEnded };
}

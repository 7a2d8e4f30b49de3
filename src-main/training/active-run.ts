import type { EmitEvent } from '#api/events';
import { messageOf, WorkbenchError } from '#spec/errors';
import type { Run, RunStatus } from '#spec/run';
import type { TrainEvent } from '#spec/train-events';
import { checkpointsDirectory, latestCheckpoint } from '#storage/checkpoints';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import { describeExit } from './describe-exit';
import type { LaunchWorker, WorkerExit, WorkerPort } from './port';
import type { FromWorker, ToWorker } from './protocol';
import { describeRecordingError, RunRecorder } from './run-recorder';

export interface RunContext {
  launch: LaunchWorker;
  /** Folder of the program's own files: bundled data. */
  resources: string;
  emit: EmitEvent;
}

interface Outcome {
  status: Extract<RunStatus, 'finished' | 'stopped' | 'failed' | 'interrupted'>;
  failure: string | null;
}

/** A second request to stop kills the process if the first was more milliseconds ago than this. */
const killAfterMs = 10_000;

/** A run from the queue to its end, trained by one worker process. Resuming it makes a new one. */
export class ActiveRun {
  readonly project: ProjectFolder;
  readonly #context: RunContext;
  readonly #recorder: RunRecorder;
  #port: WorkerPort | null = null;
  #stopRequestedAt: number | null = null;
  #isKilled = false;
  /** Why the run ends; the first reason stands. */
  #outcome: Outcome | null = null;

  constructor(project: ProjectFolder, run: Run, context: RunContext) {
    this.project = project;
    this.#context = context;
    this.#recorder = new RunRecorder(project, run, context.emit, (error) => {
      this.#outcome ??= { status: 'failed', failure: describeRecordingError(error) };
      this.#port?.kill();
    });
  }

  get run(): Run {
    return this.#recorder.run;
  }

  /** Resolves when the change is on disk. */
  update(changes: Partial<Run>): Promise<void> {
    return this.#recorder.update(changes);
  }

  /**
   * Trains the run, from its last checkpoint if it has one. Resolves when the worker is gone and the
   * end is recorded. Never rejects: an error becomes the outcome `failed`.
   */
  async trainToEnd(): Promise<void> {
    try {
      const resumeFrom = await latestCheckpoint(this.#directory);
      await this.#recorder.begin(resumeFrom);
      if (this.#stopRequestedAt === null && !this.#isKilled && !this.#outcome)
        await this.#runWorker(resumeFrom);
      this.#outcome ??= { status: this.#isKilled ? 'interrupted' : 'stopped', failure: null };
    } catch (error) {
      this.#outcome ??= { status: 'failed', failure: messageOf(error) };
    }
    await this.recordEnd(this.#outcome.status, this.#outcome.failure);
  }

  /** Records the end on disk, also for a run that never left the queue. */
  async recordEnd(status: Outcome['status'], failure: string | null = null): Promise<void> {
    const words = { finished: 'Finished', stopped: 'Stopped', interrupted: 'Interrupted' };
    if (status === 'failed' || failure !== null) this.#recorder.log('error', failure ?? 'Failed.');
    if (status !== 'failed')
      this.#recorder.log('info', `${words[status]} at step ${this.run.step}.`);
    await this.#recorder.end({ status, failure, pid: null, ended: new Date().toISOString() });
  }

  /** Throws `conflict` unless the run is running. */
  pause(): void {
    if (this.run.status !== 'running' || this.#stopRequestedAt !== null)
      throw new WorkbenchError(
        'conflict',
        `The run is ${this.#describeStatus()}: it cannot be paused.`,
      );
    this.#port?.send({ kind: 'pause' });
    this.#recorder.log('info', `Paused at step ${this.run.step}.`);
    void this.update({ status: 'paused' });
  }

  /** Throws `conflict` unless the run is paused. */
  resume(): void {
    if (this.run.status !== 'paused' || this.#stopRequestedAt !== null)
      throw new WorkbenchError('conflict', `The run is ${this.#describeStatus()} already.`);
    this.#port?.send({ kind: 'resume' });
    this.#recorder.log('info', 'Went on.');
    void this.update({ status: 'running' });
  }

  /** Requests a checkpoint and the end. Called again after 10 s, it kills a process that hangs. */
  stop(): void {
    const now = Date.now();
    if (this.#stopRequestedAt !== null && now - this.#stopRequestedAt > killAfterMs) this.kill();
    this.#stopRequestedAt ??= now;
    this.#port?.send({ kind: 'stop' });
  }

  /** Ends the process at once; the run can be resumed from its last checkpoint. */
  kill(): void {
    this.#isKilled = true;
    this.#port?.kill();
  }

  get #directory(): string {
    return runDirectory(this.project, this.run.id);
  }

  #describeStatus(): string {
    return this.#stopRequestedAt === null ? this.run.status : 'stopping';
  }

  async #runWorker(resumeFrom: number | null): Promise<void> {
    const port = this.#context.launch();
    this.#port = port;
    port.onMessage((message) => this.#handleMessage(message));
    const exited = new Promise<WorkerExit>((resolve) => port.onExit(resolve));
    void this.update({
      status: 'running',
      pid: port.pid ?? process.pid,
      started: this.run.started ?? new Date().toISOString(),
    });
    port.send(this.#startMessage(resumeFrom));
    const exit = await exited;
    this.#outcome ??= this.#outcomeOfExit(exit);
    this.#port = null;
  }

  #startMessage(resumeFrom: number | null): ToWorker {
    return {
      kind: 'start',
      spec: this.run.spec,
      resources: this.#context.resources,
      datasets: datasetsDirectory(this.project),
      checkpoints: checkpointsDirectory(this.#directory),
      resumeFrom,
    };
  }

  #handleMessage(message: FromWorker): void {
    if (message.kind === 'failed') {
      this.#outcome ??= { status: 'failed', failure: message.message };
      return;
    }
    if (message.kind !== 'event') return;
    const { event } = message;
    this.#recorder.record(event);
    if (event.kind === 'started') this.#logStart(event);
    if (event.kind === 'end') this.#outcome ??= { status: event.status, failure: null };
  }

  #logStart({ step, environment }: Extract<TrainEvent, { kind: 'started' }>): void {
    const pid = this.#port?.pid;
    if (pid !== undefined && pid !== this.run.pid) void this.update({ pid });
    const { device, tensorflow, fallbackReason } = environment;
    const runtime = tensorflow ? `${device}, TensorFlow ${tensorflow}` : device;
    const manner = step === 0 ? 'Started' : `Went on from the checkpoint of step ${step}`;
    this.#recorder.log('info', `${manner} on ${runtime}.`);
    if (fallbackReason) this.#recorder.log('warning', fallbackReason);
  }

  /** The outcome of a process that exited without reporting an end. */
  #outcomeOfExit(exit: WorkerExit): Outcome {
    const isEndedOnRequest = ['SIGINT', 'SIGTERM', 'SIGHUP'].includes(exit.signal ?? '');
    if (this.#isKilled || isEndedOnRequest) return { status: 'interrupted', failure: null };
    // SIGKILL comes from outside. Nothing is wrong with the run: it can be resumed from its last
    // checkpoint.
    const status = exit.signal === 'SIGKILL' ? 'interrupted' : 'failed';
    return { status, failure: describeExit(exit) };
  }
}

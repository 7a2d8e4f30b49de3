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
import { RunRecorder, recordingFailure } from './run-recorder';

export interface RunContext {
  launch: LaunchWorker;
  /** The program's own files: bundled data. */
  resources: string;
  emit: EmitEvent;
}

interface Outcome {
  status: Extract<RunStatus, 'finished' | 'stopped' | 'failed' | 'interrupted'>;
  failure: string | null;
}

/** Milliseconds after which asking once more to stop means that the process does not listen. */
const killAfterMs = 10_000;

/** A run between being queued and its end: one sitting, in one process. */
export class LiveRun {
  readonly project: ProjectFolder;
  readonly #ground: RunContext;
  readonly #recorder: RunRecorder;
  #port: WorkerPort | null = null;
  #stopAskedAt: number | null = null;
  #killed = false;
  /** What ended it, as far as is known already. */
  #outcome: Outcome | null = null;

  constructor(project: ProjectFolder, run: Run, ground: RunContext) {
    this.project = project;
    this.#ground = ground;
    this.#recorder = new RunRecorder(project, run, ground.emit, (error) => {
      this.#outcome ??= { status: 'failed', failure: recordingFailure(error) };
      this.#port?.kill();
    });
  }

  get run(): Run {
    return this.#recorder.run;
  }

  /** Resolves when the change is on disk. */
  change(changes: Partial<Run>): Promise<void> {
    return this.#recorder.update(changes);
  }

  /** Trains it, from its last checkpoint if it has one, until its process is gone. Never throws. */
  async work(): Promise<void> {
    try {
      const resumeFrom = await latestCheckpoint(this.#directory);
      await this.#recorder.begin(resumeFrom);
      if (this.#stopAskedAt === null && !this.#killed && !this.#outcome)
        await this.#runWorker(resumeFrom);
      this.#outcome ??= { status: this.#killed ? 'interrupted' : 'stopped', failure: null };
    } catch (error) {
      this.#outcome ??= { status: 'failed', failure: messageOf(error) };
    }
    await this.end(this.#outcome.status, this.#outcome.failure);
  }

  /** Records the end; for runs that never began, too. */
  async end(status: Outcome['status'], failure: string | null = null): Promise<void> {
    const words = { finished: 'Finished', stopped: 'Stopped', interrupted: 'Interrupted' };
    if (status === 'failed' || failure !== null) this.#recorder.log('error', failure ?? 'Failed.');
    if (status !== 'failed')
      this.#recorder.log('info', `${words[status]} at step ${this.run.step}.`);
    await this.#recorder.end({ status, failure, pid: null, ended: new Date().toISOString() });
  }

  pause(): void {
    if (this.run.status !== 'running' || this.#stopAskedAt !== null)
      throw new WorkbenchError('conflict', `The run is ${this.#state()}: it cannot be paused.`);
    this.#port?.send({ kind: 'pause' });
    this.#recorder.log('info', `Paused at step ${this.run.step}.`);
    void this.change({ status: 'paused' });
  }

  resume(): void {
    if (this.run.status !== 'paused' || this.#stopAskedAt !== null)
      throw new WorkbenchError('conflict', `The run is ${this.#state()} already.`);
    this.#port?.send({ kind: 'resume' });
    this.#recorder.log('info', 'Went on.');
    void this.change({ status: 'running' });
  }

  /** Asks for a checkpoint and the end. A process that has not listened for long is killed. */
  stop(): void {
    const now = Date.now();
    if (this.#stopAskedAt !== null && now - this.#stopAskedAt > killAfterMs) this.kill();
    this.#stopAskedAt ??= now;
    this.#port?.send({ kind: 'stop' });
  }

  /** Ends the process at once; the run can be resumed from its last checkpoint. */
  kill(): void {
    this.#killed = true;
    this.#port?.kill();
  }

  get #directory(): string {
    return runDirectory(this.project, this.run.id);
  }

  #state(): string {
    return this.#stopAskedAt === null ? this.run.status : 'stopping';
  }

  async #runWorker(resumeFrom: number | null): Promise<void> {
    const port = this.#ground.launch();
    this.#port = port;
    port.onMessage((message) => this.#hear(message));
    const exit = new Promise<WorkerExit>((resolve) => port.onExit(resolve));
    void this.change({
      status: 'running',
      pid: port.pid ?? process.pid,
      started: this.run.started ?? new Date().toISOString(),
    });
    port.send(this.#startMessage(resumeFrom));
    const gone = await exit;
    this.#outcome ??= this.#afterSilence(gone);
    this.#port = null;
  }

  #startMessage(resumeFrom: number | null): ToWorker {
    return {
      kind: 'start',
      spec: this.run.spec,
      resources: this.#ground.resources,
      datasets: datasetsDirectory(this.project),
      checkpoints: checkpointsDirectory(this.#directory),
      resumeFrom,
    };
  }

  #hear(message: FromWorker): void {
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
    if (pid !== undefined && pid !== this.run.pid) void this.change({ pid });
    const { device, tensorflow, fallbackReason } = environment;
    const runtime = tensorflow ? `${device}, TensorFlow ${tensorflow}` : device;
    const manner = step === 0 ? 'Started' : `Went on from the checkpoint of step ${step}`;
    this.#recorder.log('info', `${manner} on ${runtime}.`);
    if (fallbackReason) this.#recorder.log('warning', fallbackReason);
  }

  /** The process is gone without having told an end. */
  #afterSilence(exit: WorkerExit): Outcome {
    const asked = ['SIGINT', 'SIGTERM', 'SIGHUP'].includes(exit.signal ?? '');
    if (this.#killed || asked) return { status: 'interrupted', failure: null };
    // From outside: nothing is wrong with the run, which can go on from its last checkpoint.
    const status = exit.signal === 'SIGKILL' ? 'interrupted' : 'failed';
    return { status, failure: describeExit(exit) };
  }
}

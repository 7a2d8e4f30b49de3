import type { EmitEvent } from '#api/events';
import { describeChange } from '#analysis/environment-differences';
import { ensureDirectory } from '#files/durable-write';
import { passMilestone } from '#files/milestones';
import { messageOf, WorkbenchError } from '#spec/errors';
import { isEnded, type DataFile, type TrainedRun } from '#spec/run';
import type { TrainEvent } from '#spec/train-events';
import { checkpointsDirectory } from '#storage/checkpoints';
import { removeRunLeftovers } from '#storage/leftovers';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import { startMessage, type Attempt } from './attempt';
import { chooseCheckpoints } from './choose-checkpoints';
import { parentCheckpoint } from './continue-run';
import { DiskWait } from './disk-wait';
import { DiskWatch } from './disk-watch';
import type { LaunchWorker, WorkerExit, WorkerPort } from './port';
import type { FromWorker, MachineShare } from './protocol';
import { recordData } from './recorded-data';
import { outcomeOfExit, type Outcome } from './run-outcome';
import { describeRecordingError, RunRecorder } from './run-recorder';

export interface RunContext {
  launch: LaunchWorker;
  /** Folder of the program's own files: bundled data. */
  resources: string;
  emit: EmitEvent;
}

/** A second request to stop kills the process if the first was more milliseconds ago than this. */
const killAfterMs = 10_000;

/** One attempt at a run, from the queue to its end, in one worker process. Resuming the run makes a new one. */
export class ActiveRun {
  readonly #attempt: Attempt;
  readonly #context: RunContext;
  readonly #recorder: RunRecorder;
  readonly #diskWait: DiskWait;
  readonly #diskWatch: DiskWatch;
  #port: WorkerPort | null = null;
  #hasStarted = false;
  #stopRequestedAt: number | null = null;
  #isKilled = false;
  /** Why the run ends; the first reason stands. */
  #outcome: Outcome | null = null;
  /** The data that the worker has found. */
  #data: DataFile[] = [];
  /** Why the run could not be resumed. */
  #resumeFailure: string | null = null;

  constructor(attempt: Attempt, context: RunContext) {
    this.#attempt = attempt;
    this.#context = context;
    this.#recorder = new RunRecorder(attempt.project, attempt.run, attempt.lock, context.emit, {
      onDiskFull: (error) => this.#diskWait.begin(messageOf(error)),
      onError: (error) => {
        this.#outcome ??= { status: 'failed', failure: describeRecordingError(error) };
        this.#port?.kill();
      },
    });
    this.#diskWait = new DiskWait({
      recorder: this.#recorder,
      isToEnd: () => this.isStopping || this.#isKilled,
      pauseWorker: () => this.#port?.send({ kind: 'pause' }),
      onGivenUp: (failure) => (this.#outcome ??= { status: 'interrupted', failure }),
    });
    this.#diskWatch = new DiskWatch(
      this.#directory,
      () => this.run,
      (message) => this.#recorder.alert('diskNearlyFull', this.run.step, message),
    );
  }

  get project(): ProjectFolder {
    return this.#attempt.project;
  }

  get run(): TrainedRun {
    return this.#recorder.run;
  }

  /** The run at its end, with the reason why it could not be resumed, which is not recorded. */
  get result(): TrainedRun {
    return this.#resumeFailure === null ? this.run : { ...this.run, failure: this.#resumeFailure };
  }

  /** Resolves when the change is on disk. */
  update(changes: Partial<TrainedRun>): Promise<void> {
    return this.#recorder.update(changes);
  }

  /**
   * Trains the run, from its last whole checkpoint if it has one, with its share of the machine, in a worker that
   * `launch` starts. Resolves when the worker is gone and the end is
   * recorded. Never rejects: an error becomes the outcome `failed`.
   */
  async trainToEnd(share: MachineShare, launch: LaunchWorker): Promise<void> {
    try {
      await this.#recorder.begin();
      this.#diskWatch.begin();
      if (!this.#isToEnd()) await this.#runWorker(share, launch);
      this.#outcome ??= { status: this.#isKilled ? 'interrupted' : 'stopped', failure: null };
    } catch (error) {
      this.#outcome ??= { status: 'failed', failure: messageOf(error) };
    }
    const { status, failure } = this.#outcome;
    const reason =
      status === 'failed' && failure ? await this.#recorder.reasonOf(failure) : failure;
    await this.#recordEnd({ ...this.#outcome, failure: reason });
  }

  /** Ends a run that never left the queue. */
  async leaveQueue(status: 'stopped' | 'interrupted'): Promise<void> {
    await this.#recordEnd({ status, failure: null });
  }

  /** Whether it was asked to stop. */
  get isStopping(): boolean {
    return this.#stopRequestedAt !== null;
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

  /** Also tries again what a full disk has refused. Throws `conflict` unless the run is paused. */
  resume(): void {
    if (this.run.status !== 'paused' || this.#stopRequestedAt !== null)
      throw new WorkbenchError('conflict', `The run is ${this.#describeStatus()} already.`);
    this.#recorder.show({ status: 'running', failure: null });
    this.#diskWait.retry();
    this.#port?.send({ kind: 'resume' });
    this.#recorder.log('info', 'Resumed.');
    void this.update({});
  }

  /** Requests a checkpoint and the end. Called again after 10 s, it kills a process that hangs. */
  stop(): void {
    const now = Date.now();
    if (this.#stopRequestedAt !== null && now - this.#stopRequestedAt > killAfterMs) this.kill();
    this.#stopRequestedAt ??= now;
    this.#diskWait.giveUp();
    this.#port?.send({ kind: 'stop' });
  }

  /** Ends the process at once; the run can be resumed from its last checkpoint. */
  kill(): void {
    this.#isKilled = true;
    this.#diskWait.giveUp();
    this.#port?.kill();
  }

  get #directory(): string {
    return runDirectory(this.project, this.run.id);
  }

  #describeStatus(): string {
    return this.#stopRequestedAt === null ? this.run.status : 'stopping';
  }

  #isToEnd(): boolean {
    return this.#stopRequestedAt !== null || this.#isKilled || this.#outcome !== null;
  }

  async #runWorker(share: MachineShare, launch: LaunchWorker): Promise<void> {
    await ensureDirectory(checkpointsDirectory(this.#directory));
    const { steps, notice } = await chooseCheckpoints(
      this.#directory,
      this.#attempt.from,
      this.run.parent?.step,
    );
    if (notice !== null) this.#recorder.log('warning', notice);
    const continueFrom = steps.length === 0 ? await parentCheckpoint(this.project, this.run) : null;
    // A stop or a kill may have arrived meanwhile.
    if (this.#isToEnd()) return;
    const port = launch();
    this.#port = port;
    port.onMessage((message) => this.#handleMessage(message));
    const exited = new Promise<WorkerExit>((resolve) => port.onExit(resolve));
    void this.update({
      status: 'running',
      pid: port.pid ?? process.pid,
      started: this.run.started ?? new Date().toISOString(),
    });
    const { resources } = this.#context;
    passMilestone('run handed to worker');
    port.send(
      startMessage(
        { ...this.#attempt, run: this.run },
        { resources, resumeFrom: steps, continueFrom, share },
      ),
    );
    const exit = await exited;
    this.#outcome ??= outcomeOfExit(exit, this.#isKilled);
    this.#port = null;
    // A process that was killed leaves the checkpoint that it was writing.
    await removeRunLeftovers(this.#directory);
  }

  #handleMessage(message: FromWorker): void {
    switch (message.kind) {
      case 'failed':
        this.#outcome ??= {
          status: 'failed',
          failure: message.message,
          failedStep: message.failedStep,
          isOtherData: message.isOtherData,
        };
        return;
      case 'sync':
        void this.#answerSync();
        return;
      case 'data':
        this.#data = message.files;
        return;
      case 'diskFull':
        this.#diskWait.begin(message.message);
        return;
      case 'event': {
        const { event } = message;
        this.#recorder.record(event);
        if (event.kind === 'started') this.#noteStart(event);
        if (event.kind === 'end') this.#outcome ??= { status: event.status, failure: null };
        return;
      }
      case 'inspected':
    }
  }

  async #answerSync(): Promise<void> {
    const failure = await this.#recorder.sync().then(() => null, messageOf);
    this.#port?.send({ kind: 'synced', failure });
  }

  #noteStart({ step, environment }: Extract<TrainEvent, { kind: 'started' }>): void {
    this.#hasStarted = true;
    const pid = this.#port?.pid;
    const data = recordData(this.run.data, step, this.#data);
    void this.update({ data, ...(pid !== undefined && { pid }) });
    if (data.length > 1 && data.at(-1)?.fromStep === step)
      this.#recorder.log(
        'warning',
        `From step ${step} on the run trains on other data than before.`,
      );
    const former = this.run.earlierEnvironments?.at(-1);
    if (former?.untilStep === step)
      this.#recorder.log(
        'warning',
        `From step ${step} on the run is trained in another environment than before: ${describeChange(former.environment, environment)}.`,
      );
    const { device, tensorflow, fallbackReason } = environment;
    const runtime = tensorflow ? `${device}, TensorFlow ${tensorflow}` : device;
    this.#recorder.log('info', `${this.#describeStart(step)} on ${runtime}.`);
    if (fallbackReason) this.#recorder.log('warning', fallbackReason);
  }

  #describeStart(step: number): string {
    const { parent } = this.run;
    if (step === 0) return 'Started';
    return parent?.step === step
      ? `Started from the checkpoint of step ${step} of the run '${parent.runId}'`
      : `Resumed from the checkpoint of step ${step}`;
  }

  /** Records the end on disk and gives the run free. */
  async #recordEnd(outcome: Outcome): Promise<void> {
    const { previous, lock } = this.#attempt;
    const { status, failure } = outcome;
    this.#diskWatch.end();
    if (failure !== null) this.#recorder.log('error', failure);
    if (failure !== null && outcome.failedStep !== undefined)
      this.#recorder.alert('notFinite', outcome.failedStep, failure);
    if (previous && !this.#hasStarted && isEnded(previous.status)) {
      await this.#restore(previous, outcome);
    } else {
      const words = { finished: 'Finished', stopped: 'Stopped', interrupted: 'Interrupted' };
      if (status !== 'failed')
        this.#recorder.log('info', `${words[status]} at step ${this.run.step}.`);
      const ended = new Date().toISOString();
      const failedStep = outcome.failedStep ?? null;
      await this.#recorder.end({ status, failure, failedStep, pid: null, ended });
    }
    await lock.release();
  }

  /** The run as it was before an attempt that has not started. Only the shown run has the reason. */
  async #restore(previous: TrainedRun, { failure, isOtherData = false }: Outcome): Promise<void> {
    const { name, notes, tags, archived } = this.run;
    await this.#recorder.end({ ...previous, name, notes, tags, archived });
    if (failure === null) return;
    const [projectId, runId] = [this.project.id, previous.id];
    this.#context.emit('run.resumeFailed', { projectId, runId, message: failure, isOtherData });
    this.#resumeFailure = failure;
  }
}

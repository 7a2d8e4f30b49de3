import type { EmitEvent } from '#api/events';
import type { LogEntry, RunProgress } from '#api/types';
import { FolderIdentity } from '#files/folder-identity';
import type { FileLock } from '#files/lock';
import { messageOf, WorkbenchError } from '#spec/errors';
import type { MetricPoint } from '#spec/metric-catalogue';
import type { AlertKind, TrainedRun } from '#spec/run';
import type { TrainEvent } from '#spec/train-events';
import { removeCheckpointsAfter } from '#storage/checkpoints';
import { appendLog, repairLog } from '#storage/log';
import { MetricWriter } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory, writeRun } from '#storage/runs';
import { readMetricSummaries, type MetricSummaries } from '#storage/summaries';
import { toMetricColumns } from './metric-columns';
import { recordEnvironment } from './recorded-environments';
import { WriteQueue, type WriteQueueOptions } from './write-queue';

/** Milliseconds between two writes of collected metric points. */
const metricsIntervalMs = 100;
/** Milliseconds between two writes of `run.json` that only update the progress. */
const progressIntervalMs = 1000;

/**
 * Keeps the folder of one run up to date and emits the matching events, each after its write to disk. It never
 * creates the folder: where it was renamed, moved or removed meanwhile, every write fails with a sentence.
 */
export class RunRecorder {
  readonly #project: ProjectFolder;
  readonly #directory: string;
  readonly #lock: FileLock;
  readonly #emit: EmitEvent;
  readonly #writes: WriteQueue;
  #run: TrainedRun;
  #folder: FolderIdentity | null = null;
  #metrics: MetricWriter | null = null;
  /** Of the rows that stay; null until training has started, and the run keeps what it has recorded. */
  #summaries: MetricSummaries | null = null;
  /** Points that are not in the metric files yet. */
  readonly #pending: MetricPoint[] = [];
  /** Points that the events of this run have not shown yet. */
  #unemitted: MetricPoint[] = [];
  #hasProgress = false;
  #timer: NodeJS.Timeout | null = null;
  #progressWrittenAt = 0;

  /** `lock`: the caller's, held for as long as the run is recorded. */
  constructor(
    project: ProjectFolder,
    run: TrainedRun,
    lock: FileLock,
    emit: EmitEvent,
    onErrors: WriteQueueOptions,
  ) {
    this.#project = project;
    this.#lock = lock;
    this.#run = run;
    this.#directory = runDirectory(project, run.id);
    this.#emit = emit;
    this.#writes = new WriteQueue(onErrors);
  }

  get run(): TrainedRun {
    return this.#run;
  }

  /** Opens the metric files; their rows stay until training has started. Throws `unavailable`. */
  async begin(): Promise<void> {
    this.#folder = await FolderIdentity.of(this.#directory, 'while its run was recorded');
    await repairLog(this.#directory);
    this.#metrics = await MetricWriter.open(this.#directory);
    for (const [metric, rows] of this.#metrics.droppedRows)
      this.log(
        'warning',
        `The curve of '${metric}' was damaged: its last ${rows} rows were dropped.`,
      );
  }

  /** Applies a training event to the run and queues the writes that it needs. */
  record(event: TrainEvent): void {
    if (event.kind === 'log') {
      this.log(event.level, event.message);
      return;
    }
    if (event.kind === 'alert') {
      this.alert(event.alert, event.step, event.message);
      return;
    }
    if (event.kind === 'groupTiming') {
      void this.update({ groupTiming: event.timing });
      return;
    }
    if (event.kind === 'progress') {
      const { phase, split, done, total } = event;
      this.#emitProgress({ phase, split, done, total });
      return;
    }
    if (this.#hasProgress) this.#emitProgress(null);
    this.#run = { ...this.#run, step: event.step, seconds: event.seconds };
    switch (event.kind) {
      case 'started':
        this.#enqueue(() => this.#dropAfter(event.step));
        void this.update({
          parameters: event.parameters,
          ...recordEnvironment(this.#run, event.step, event.environment),
          groupTiming: undefined,
          parent: withStart(this.#run.parent, event),
          alerts: this.#run.alerts.filter(({ step }) => step <= event.step),
        });
        return;
      case 'metrics':
        for (const point of event.points) this.#pending.push(point);
        this.#timer ??= setTimeout(() => this.#enqueue(() => this.#flush()), metricsIntervalMs);
        return;
      case 'checkpoint':
        this.#enqueue(async () => {
          const [projectId, runId] = [this.#project.id, this.#run.id];
          this.#emit('run.checkpoint', { projectId, runId, step: event.step });
        });
        return;
      case 'end':
    }
  }

  /**
   * Resolves when the points of all events recorded so far are on the disk: a checkpoint is saved only then. While
   * the disk is full it waits. Rejects where they cannot be written.
   */
  sync(): Promise<void> {
    return this.#add(() => this.#flush(true));
  }

  log(level: LogEntry['level'], message: string): void {
    const entry = { time: new Date().toISOString(), level, message };
    this.#enqueue(async () => {
      await appendLog(this.#directory, entry);
      this.#emit('run.log', { projectId: this.#project.id, runId: this.#run.id, entry });
    });
  }

  /** Adds an alert to the run and its log, unless the run has it already. */
  alert(kind: AlertKind, step: number, message: string): void {
    const { alerts } = this.#run;
    if (alerts.some((other) => other.kind === kind && other.message === message)) return;
    const time = new Date().toISOString();
    this.log('warning', message);
    void this.update({ alerts: [...alerts, { kind, step, time, message }] }).then(() =>
      this.#emit('run.alert', { projectId: this.#project.id, runId: this.#run.id, message }),
    );
  }

  /** Resolves when the change is on disk, or its write has failed: the window must show that too. */
  async update(changes: Partial<TrainedRun>): Promise<void> {
    this.#run = { ...this.#run, ...changes };
    await this.#add(() => this.#writeRun()).catch(() => this.show({}));
  }

  /** Changes the run without a write, for a state that cannot be written now. */
  show(changes: Partial<TrainedRun>): void {
    this.#run = { ...this.#run, ...changes };
    this.#emit('run.changed', { projectId: this.#project.id, run: this.#run });
  }

  /** Runs the write again that has found the disk full. */
  retry(): void {
    this.#writes.retry();
  }

  /** Gives up writes that find the disk full. */
  abandon(): void {
    this.#writes.abandon();
  }

  /** Writes the remaining points and the last changes, and closes the files. Never rejects. */
  async end(changes: Partial<TrainedRun>): Promise<void> {
    if (this.#hasProgress) this.#emitProgress(null);
    if (this.#timer) clearTimeout(this.#timer);
    await this.#add(() => this.#flush()).catch(() => undefined);
    const metrics = this.#metrics;
    this.#metrics = null;
    if (metrics) await this.#add(() => metrics.close()).catch(() => metrics.abandon());
    await this.update(changes);
  }

  /**
   * Removes what the run recorded after the step at which training goes on. Checkpoints go first, so that at every
   * moment the curves reach at least to the last checkpoint.
   */
  async #dropAfter(step: number): Promise<void> {
    await removeCheckpointsAfter(this.#directory, step);
    // Training that begins at step 0 reports the metrics of step 0 again: drop all points.
    await this.#metrics?.truncateAfter(step || -1);
    this.#summaries = await readMetricSummaries(this.#directory, this.#run);
  }

  async #flush(sync = false): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const point of this.#metrics?.append(this.#pending.splice(0)) ?? []) {
      this.#summaries?.add(point);
      this.#unemitted.push(point);
    }
    await this.#metrics?.flush(sync);
    const series = toMetricColumns(this.#unemitted);
    this.#unemitted = [];
    if (series.length > 0)
      this.#emit('run.metrics', { projectId: this.#project.id, runId: this.#run.id, series });
    if (Date.now() - this.#progressWrittenAt >= progressIntervalMs) await this.#writeRun();
  }

  async #writeRun(): Promise<void> {
    this.#progressWrittenAt = Date.now();
    this.#run = { ...this.#run, ...this.#summaries?.toRunFields() };
    const run = this.#run;
    await writeRun(this.#project, run);
    this.#emit('run.changed', { projectId: this.#project.id, run });
  }

  #emitProgress(progress: RunProgress | null): void {
    this.#hasProgress = progress !== null;
    this.#emit('run.progress', { projectId: this.#project.id, runId: this.#run.id, progress });
  }

  /** For writes whose failure nobody waits for: the queue reports it. */
  #enqueue(write: () => Promise<void>): void {
    this.#add(write).catch(() => undefined);
  }

  #add(write: () => Promise<void>): Promise<void> {
    return this.#writes.add(async () => {
      try {
        await this.#folder?.assertUnchanged();
        await this.#assertOwned();
        await write();
      } catch (error) {
        // Of a folder that goes away meanwhile, a file in it may be missed first: the folder is the reason.
        await this.#folder?.assertUnchanged();
        throw error;
      }
    });
  }

  /** Why training has failed: where the folder of the run is gone, that is the reason, whatever was missed first. */
  async reasonOf(failure: string): Promise<string> {
    const gone = await this.#folder?.assertUnchanged().then(() => null, messageOf);
    return gone ?? failure;
  }

  /** Two programs that record one run would spoil its curves: the one without the lock stops. */
  async #assertOwned(): Promise<void> {
    // A file that cannot be read for a moment is no reason to stop.
    if (await this.#lock.isHeld().catch(() => true)) return;
    throw new WorkbenchError(
      'conflict',
      `The lock file '${this.#lock.file}' was removed or replaced, so that another program may train this run. Resume it once none does.`,
    );
  }
}

/** The failure of a run whose folder cannot be written. */
export function describeRecordingError(error: unknown): string {
  return `The run could not be recorded: ${messageOf(error)}`;
}

/** Notes at the first start of a run that continues another one how long that one has trained until there. */
function withStart(
  parent: TrainedRun['parent'],
  { step, seconds }: { step: number; seconds: number },
): TrainedRun['parent'] {
  return parent?.step === step && parent.seconds === undefined ? { ...parent, seconds } : parent;
}

import type { EmitEvent } from '#api/events';
import type { LogEntry } from '#api/types';
import { messageOf } from '#spec/errors';
import type { MetricPoint } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import type { TrainEvent } from '#spec/train-events';
import { appendLog, repairLog } from '#storage/log';
import { MetricWriter } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory, writeRun } from '#storage/runs';
import { readMetricSummaries, MetricSummaries } from '#storage/summaries';
import { toMetricColumns } from './metric-columns';

/** Milliseconds between two writes of collected metric points. */
const metricsIntervalMs = 100;
/** Milliseconds between two writes of `run.json` that only update the progress. */
const progressIntervalMs = 1000;

/**
 * Keeps the folder of one run up to date and emits the matching events, each after its write to disk.
 * Writes run one after the other; `onWriteError` is called with the error of each that fails.
 */
export class RunRecorder {
  readonly #project: ProjectFolder;
  readonly #directory: string;
  readonly #emit: EmitEvent;
  readonly #onWriteError: (error: unknown) => void;
  #run: Run;
  #metrics: MetricWriter | null = null;
  #summaries = new MetricSummaries();
  #pending: MetricPoint[] = [];
  #timer: NodeJS.Timeout | null = null;
  #progressWrittenAt = 0;
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(
    project: ProjectFolder,
    run: Run,
    emit: EmitEvent,
    onWriteError: (error: unknown) => void,
  ) {
    this.#project = project;
    this.#run = run;
    this.#directory = runDirectory(project, run.id);
    this.#emit = emit;
    this.#onWriteError = onWriteError;
  }

  get run(): Run {
    return this.#run;
  }

  /** Opens the metric files. Points after the checkpoint that the run resumes from are dropped. */
  async begin(resumeFrom: number | null): Promise<void> {
    await repairLog(this.#directory);
    this.#metrics = await MetricWriter.open(this.#directory);
    // Training that resumes from step 0 reports the metrics of step 0 again: drop all points.
    await this.#metrics.truncateAfter(resumeFrom || -1);
    this.#summaries = await readMetricSummaries(this.#directory);
    this.#run = { ...this.#run, step: resumeFrom ?? 0, metrics: this.#summaries.toRecord() };
  }

  /** Applies a training event to the run and queues the writes that it needs. */
  record(event: TrainEvent): void {
    if (event.kind === 'log') {
      this.log(event.level, event.message);
      return;
    }
    this.#run = { ...this.#run, step: event.step, seconds: event.seconds };
    switch (event.kind) {
      case 'started':
        void this.update({ parameters: event.parameters, environment: event.environment });
        return;
      case 'metrics':
        for (const point of event.points) this.#summaries.add(point);
        this.#pending.push(...event.points);
        this.#timer ??= setTimeout(
          () => void this.#enqueueWrite(() => this.#flush()),
          metricsIntervalMs,
        );
        return;
      case 'checkpoint':
        // A run can be resumed from this checkpoint, so the metrics up to it are synced to disk too.
        void this.#enqueueWrite(async () => {
          await this.#flush(true);
          const [projectId, runId] = [this.#project.id, this.#run.id];
          this.#emit('run.checkpoint', { projectId, runId, step: event.step });
        });
        return;
      case 'end':
    }
  }

  log(level: LogEntry['level'], message: string): void {
    const entry = { time: new Date().toISOString(), level, message };
    void this.#enqueueWrite(async () => {
      await appendLog(this.#directory, entry);
      this.#emit('run.log', { projectId: this.#project.id, runId: this.#run.id, entry });
    });
  }

  /** Resolves when the change is on disk or its write has failed. */
  update(changes: Partial<Run>): Promise<void> {
    this.#run = { ...this.#run, ...changes };
    return this.#enqueueWrite(() => this.#writeRun());
  }

  /** Writes the remaining points and the last changes, and closes the files. Never rejects. */
  async end(changes: Partial<Run>): Promise<void> {
    await this.#enqueueWrite(() => this.#flush());
    await this.#enqueueWrite(async () => {
      await this.#metrics?.close();
      this.#metrics = null;
    });
    await this.update(changes);
  }

  async #flush(sync = false): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const points = this.#pending;
    this.#pending = [];
    this.#metrics?.append(points);
    await this.#metrics?.flush(sync);
    const series = toMetricColumns(points);
    if (series.length > 0)
      this.#emit('run.metrics', { projectId: this.#project.id, runId: this.#run.id, series });
    if (Date.now() - this.#progressWrittenAt >= progressIntervalMs) await this.#writeRun();
  }

  async #writeRun(): Promise<void> {
    this.#progressWrittenAt = Date.now();
    this.#run = { ...this.#run, metrics: this.#summaries.toRecord() };
    const run = this.#run;
    try {
      await writeRun(this.#project, run);
    } finally {
      // Emitted even if the write fails: the window must show a failure that cannot be recorded.
      this.#emit('run.changed', { projectId: this.#project.id, run });
    }
  }

  #enqueueWrite(write: () => Promise<void>): Promise<void> {
    this.#lastWrite = this.#lastWrite.then(write).catch((error: unknown) => {
      this.#onWriteError(error);
    });
    return this.#lastWrite;
  }
}

/** The failure of a run whose folder cannot be written. */
export function describeRecordingError(error: unknown): string {
  return `The run could not be recorded: ${messageOf(error)}`;
}

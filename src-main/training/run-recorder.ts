import type { EmitEvent } from '#api/events';
import type { LogEntry } from '#api/types';
import { messageOf } from '#spec/errors';
import type { MetricPoint } from '#spec/metrics';
import type { Run } from '#spec/run';
import type { TrainEvent } from '#spec/train-events';
import { appendLog, mendLog } from '#storage/log';
import { MetricWriter } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory, writeRun } from '#storage/runs';
import { summarize, Summaries } from '#storage/summaries';
import { seriesOf } from './series-of';

/** Milliseconds between batches of points, and between writes of `run.json` for progress alone. */
const batchEvery = 100;
const progressEvery = 1000;

/**
 * Keeps one run's folder up to date and tells the listeners: what they hear is on disk already.
 * Writes happen one after the other; the first that fails is told to `onTrouble`.
 */
export class RunRecorder {
  readonly #project: ProjectFolder;
  readonly #directory: string;
  readonly #emit: EmitEvent;
  readonly #onTrouble: (error: unknown) => void;
  #run: Run;
  #metrics: MetricWriter | null = null;
  #summaries = new Summaries();
  #pending: MetricPoint[] = [];
  #timer: NodeJS.Timeout | null = null;
  #progressWrittenAt = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(
    project: ProjectFolder,
    run: Run,
    emit: EmitEvent,
    onTrouble: (error: unknown) => void,
  ) {
    this.#project = project;
    this.#run = run;
    this.#directory = runDirectory(project, run.id);
    this.#emit = emit;
    this.#onTrouble = onTrouble;
  }

  get run(): Run {
    return this.#run;
  }

  /** Opens the curves; those of a run that goes on lose what came after its checkpoint. */
  async begin(resumeFrom: number | null): Promise<void> {
    await mendLog(this.#directory);
    this.#metrics = await MetricWriter.open(this.#directory);
    // Training from step 0 says again what it said of step 0.
    await this.#metrics.truncateAfter(resumeFrom || -1);
    this.#summaries = await summarize(this.#directory);
    this.#run = { ...this.#run, step: resumeFrom ?? 0, metrics: this.#summaries.toRecord() };
  }

  /** Takes in what the training says. Writing follows by itself. */
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
        this.#timer ??= setTimeout(() => void this.#later(() => this.#flush()), batchEvery);
        return;
      case 'checkpoint':
        // A run goes on from here, so the curves up to here must last as the checkpoint does.
        void this.#later(async () => {
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
    void this.#later(async () => {
      await appendLog(this.#directory, entry);
      this.#emit('run.log', { projectId: this.#project.id, runId: this.#run.id, entry });
    });
  }

  /** Resolves when the change is on disk, or writing has failed. */
  update(changes: Partial<Run>): Promise<void> {
    this.#run = { ...this.#run, ...changes };
    return this.#later(() => this.#writeRun());
  }

  /** Writes all there is, with the last changes, and closes the files. Never throws. */
  async end(changes: Partial<Run>): Promise<void> {
    await this.#later(() => this.#flush());
    await this.#later(async () => {
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
    const series = seriesOf(points);
    if (series.length > 0)
      this.#emit('run.metrics', { projectId: this.#project.id, runId: this.#run.id, series });
    if (Date.now() - this.#progressWrittenAt >= progressEvery) await this.#writeRun();
  }

  async #writeRun(): Promise<void> {
    this.#progressWrittenAt = Date.now();
    this.#run = { ...this.#run, metrics: this.#summaries.toRecord() };
    const run = this.#run;
    try {
      await writeRun(this.#project, run);
    } finally {
      // The window must hear of a failure that cannot be written.
      this.#emit('run.changed', { projectId: this.#project.id, run });
    }
  }

  #later(job: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(job).catch((error: unknown) => {
      this.#onTrouble(error);
    });
    return this.#work;
  }
}

/** The sentence a run fails with where its folder cannot be written. */
export function recordingFailure(error: unknown): string {
  return `The run could not be recorded: ${messageOf(error)}`;
}

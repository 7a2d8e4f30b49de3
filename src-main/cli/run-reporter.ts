import type { LogEntry, RunProgress } from '#api/types';
import type { Run, TrainedRun } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import type { MetricColumns } from '#training/metric-columns';

/** Prints the course of one run on the command line. What it receives is on disk already. */
export interface RunReporter {
  begin(run: TrainedRun, project: ProjectFolder): void;
  /** Called with new points about ten times a second. */
  metrics(columns: readonly MetricColumns[]): void;
  /** What the run does while it makes no steps; null when it makes steps again. */
  progress(progress: RunProgress | null): void;
  checkpoint(step: number): void;
  log(entry: LogEntry): void;
  /** Called at the first Ctrl-C. */
  stopping(): void;
  end(run: Run, project: ProjectFolder): void;
}

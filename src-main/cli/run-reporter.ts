import type { EventPayload } from '#api/events';
import type { LogEntry } from '#api/types';
import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';

export type Columns = EventPayload<'run.metrics'>['series'][number];

/** One way of telling on the command line how a run goes. All it hears is on disk already. */
export interface RunReporter {
  begin(run: Run, project: ProjectFolder): void;
  /** New points, at about 10 Hz. */
  metrics(columns: readonly Columns[]): void;
  checkpoint(step: number): void;
  log(entry: LogEntry): void;
  /** The first Ctrl-C was heard. */
  stopping(): void;
  end(run: Run, project: ProjectFolder): void;
}

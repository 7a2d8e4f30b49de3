import type { Job } from '#spec/job';
import type { TrainedRun } from '#spec/run';
import { writeJob } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import type { RunNews } from './apply-part';
import type { JobHandle, JobState, PlaceClient } from './place-client';
import type { SharedPackages } from './shared-packages';

/** What following a job needs. */
export interface JobContext {
  project: ProjectFolder;
  client: PlaceClient;
  /** The state of a job at the place, possibly asked for together with others. */
  stateOf: (handle: JobHandle) => Promise<JobState | undefined>;
  /** What jobs share, packed once. */
  shared: Pick<SharedPackages, 'program' | 'dataset'>;
  /** Is told the runs whose files have changed, and what has come with it. */
  onRun: (run: TrainedRun, news?: RunNews) => void;
  /** Is told why the job does not go on at its place, in a sentence. */
  onWait?: (message: string) => void;
  /** The least time between two checkpoints that come back before a run ends. */
  checkpointEverySeconds: number;
  /** Ends what is prepared for the place, as it ends the requests of the client. */
  signal: AbortSignal;
}

/** What is done without the place. */
export type LocalContext = Pick<JobContext, 'project' | 'onRun'>;

/** Notes the job in its file; returns it. */
export async function saveJob({ project }: LocalContext, job: Job): Promise<Job> {
  await writeJob(project, job);
  return job;
}

import { isOfKind, messageOf } from '#spec/errors';
import { isJobOver } from '#spec/job';
import type { Run } from '#spec/run';
import { readJob } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import { isNewerVersion } from '#storage/versioned-json';

/** Why the job of a run does not train it any more, as far as this project knows. */
export interface LostJob {
  /**
   * `over`: the job says so itself. `missing`: there is none of its id that has the run, as where a program was killed while
   * it made both, where the run's folder was copied, or where the job's file was deleted. `damaged`: its file has no meaning.
   * `unreadable`: the disk does not give the file at the moment, or a newer version of the program wrote it, which may follow
   * the job.
   */
  kind: 'over' | 'missing' | 'damaged' | 'unreadable';
  /** A sentence for the user. */
  message: string;
}

/** Null where a job trains the run, or will. For a run of a job that has not ended. */
export async function findLostJob(
  project: ProjectFolder,
  { id, job }: Pick<Run, 'id' | 'job'>,
): Promise<LostJob | null> {
  if (!job) return null;
  const name = `the job '${job.id}' at '${job.place}'`;
  try {
    const found = await readJob(project, job.id);
    if (!found.runIds.includes(id)) return missing(name);
    return isJobOver(found)
      ? { kind: 'over', message: `The run has not ended with ${name}.` }
      : null;
  } catch (error) {
    if (isOfKind(error, 'notFound')) return missing(name);
    const isDamaged = isOfKind(error, 'validation') && !isNewerVersion(error);
    const kind = isDamaged ? 'damaged' : 'unreadable';
    return { kind, message: `Nothing comes back from ${name}: ${messageOf(error)} ${mayRun}` };
  }
}

/** What a job that nobody follows does at its place is known there only. */
const mayRun =
  'It may still run there: end it there, or it keeps its node until it ends by itself. Resume the run to go on from its last checkpoint.';

function missing(name: string): LostJob {
  return {
    kind: 'missing',
    message: `Nothing comes back from ${name}: this project has no file of it. ${mayRun}`,
  };
}

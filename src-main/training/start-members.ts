import type { ProjectFolder } from '#storage/projects';
import { recordMadeRun } from '#storage/study-record';
import type { MemberRequest, RunManager } from './run-manager';

/**
 * Starts or resumes runs of a study, together where there are several; returns their ids, in order. `onRecordError` is
 * called where a new run cannot be noted in the record of the study. Throws as the run manager does.
 */
export async function startMembers(
  runs: Pick<RunManager, 'start' | 'startTogether' | 'resume'>,
  project: ProjectFolder,
  requests: readonly MemberRequest[],
  onRecordError: (error: unknown) => void,
): Promise<string[]> {
  const [first, ...others] = requests;
  if (first && others.length === 0 && 'resume' in first) {
    await runs.resume(project, first.resume, first.changes);
    return [first.resume];
  }
  const begun =
    first && others.length === 0 && 'start' in first
      ? [await runs.start(project, first.start)]
      : await runs.startTogether(project, requests);
  for (const [index, run] of begun.entries()) {
    const request = requests[index];
    // The run itself names its study: it can be trained where the record cannot be written.
    if (request && 'start' in request) await recordMadeRun(project, run).catch(onRecordError);
  }
  return begun.map(({ id }) => id);
}

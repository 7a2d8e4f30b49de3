import { WorkbenchError } from '#spec/errors';
import type { Job, JobAttempt } from '#spec/job';
import { applyPart } from './apply-part';
import { withAttempt } from './job-attempts';
import { saveJob, type JobContext } from './job-context';
import { decodePart } from './parts';
import type { JobHandle } from './place-client';

/** Parts that are fetched before the job's file is written. */
const partsAtOnce = 20;
/** After so many parts, those that are here are removed at the place. */
const partsKept = 500;

/**
 * Brings back the parts that the job has written, and notes how many are here; returns the job. `isWhole`: it has ended by
 * itself, so that a missing part is a fault and not late.
 */
export async function fetchParts(
  context: JobContext,
  job: Job,
  { handle, isWhole }: { handle: JobHandle; isWhole: boolean },
): Promise<Job> {
  let current = job;
  for (;;) {
    const { parts } = current.attempts.at(-1) as JobAttempt;
    const numbers = (await context.client.listParts(handle, parts)).slice(0, partsAtOnce);
    let applied = parts;
    for (const number of numbers) {
      // One that is missing is there the next time.
      if (number !== applied + 1) break;
      const bytes = await context.client.readPart(handle, number);
      const changes = decodePart(bytes, { job: handle.id, number });
      const { project } = context;
      for (const { run, ...news } of await applyPart(
        { project, jobId: job.id, runIds: job.runIds },
        changes,
      ))
        context.onRun(run, news);
      applied = number;
    }
    if (applied === parts) {
      if (isWhole && numbers.length > 0)
        throw new WorkbenchError(
          'validation',
          `Part ${parts + 1} of what the job '${handle.id}' has sent back is missing, and later ones are there. Put it back, or stop the job to do without them.`,
        );
      return current;
    }
    current = await saveJob(context, withAttempt(current, { parts: applied }));
    // The last stays: where the job's process is started again, it goes on after it.
    if (Math.floor(applied / partsKept) > Math.floor(parts / partsKept))
      await context.client.removeParts(handle, applied - 1).catch(() => undefined);
  }
}

import { WorkbenchError } from '#spec/errors';
import { listCheckpoints } from '#storage/checkpoints';
import { lastRecordedStep } from '#storage/metrics';

export interface CheckpointChoice {
  /** The checkpoints to try, the newest first; none to start from step 0. */
  steps: number[];
  /** A sentence on checkpoints that are left out; null where there are none. */
  notice: string | null;
}

/**
 * The checkpoints from which a run can go on without a hole in its curves: those that the recorded steps reach. A
 * program keeps that order while it saves; earlier versions, and a disk that lost files, did not. `from` chooses one
 * checkpoint whatever the curves are. `start`: the step at which the run began; one that continues another run has nothing
 * recorded before. Throws `notFound` where there is no checkpoint of that step, and `validation`
 * where they reach none of several: to start anew would remove them all.
 */
export async function chooseCheckpoints(
  runDirectory: string,
  from?: number,
  start = 0,
): Promise<CheckpointChoice> {
  const all = (await listCheckpoints(runDirectory)).map(({ step }) => step).reverse();
  if (from !== undefined) {
    if (all.includes(from)) return { steps: [from], notice: null };
    const available = all.length > 0 ? `it has ${all.reverse().join(', ')}` : 'it has none';
    throw new WorkbenchError(
      'notFound',
      `The run has no checkpoint of step ${from}: ${available}.`,
    );
  }
  const recorded = Math.max(start, await lastRecordedStep(runDirectory));
  const steps = all.filter((step) => step <= recorded);
  const [newest = 0] = all;
  // An earlier version that was killed left one checkpoint too many, not all of them.
  if ((steps[0] ?? 0) === 0 && all.length - steps.length > 1)
    throw new WorkbenchError(
      'validation',
      `The curves of the run end at step ${recorded}, before all its checkpoints (the last is of step ${newest}): its metric files are missing or damaged. Restore them from a copy, or choose a checkpoint (--from STEP), which leaves a hole in the curves.`,
    );
  const notice =
    steps.length === all.length
      ? null
      : `The curves end at step ${recorded}, before the checkpoint of step ${newest}: the run goes on from step ${steps[0] ?? 0}.`;
  return { steps, notice };
}

import { messageOf, WorkbenchError } from '#spec/errors';
import { isCheckpointDamaged } from './checkpoint';
import type { TrainingSession } from './session';

/**
 * Resumes from the first of these checkpoints that is not damaged; begins at step 0 where `steps` is empty. Returns
 * a sentence for each that was skipped. Throws where all are damaged, and at once where one belongs to another model.
 */
export async function resumeNewest(
  session: Pick<TrainingSession, 'resume'>,
  steps: readonly number[],
): Promise<string[]> {
  const skipped: { step: number; error: unknown }[] = [];
  for (const step of steps) {
    try {
      await session.resume(step);
      return skipped.map(
        (damaged) =>
          `The run goes on from the checkpoint of step ${step}, because that of step ${damaged.step} is damaged: ${withoutRemedy(messageOf(damaged.error))}`,
      );
    } catch (error) {
      if (!isCheckpointDamaged(error)) throw error;
      skipped.push({ step, error });
    }
  }
  const [first] = skipped;
  if (first) throw skipped.length === 1 ? first.error : allDamaged(skipped.length, first);
  return [];
}

/** The sentence without what the user could do, since the run goes on already. */
function withoutRemedy(message: string): string {
  return message.replace(/ Resume from an earlier checkpoint\.$/, '');
}

function allDamaged(count: number, { step, error }: { step: number; error: unknown }): unknown {
  const { kind, details } =
    error instanceof WorkbenchError ? error : { kind: 'validation' as const, details: undefined };
  return new WorkbenchError(
    kind,
    `None of the ${count} checkpoints of the run can be used: start it anew. That of step ${step} is damaged: ${messageOf(error)}`,
    details,
  );
}

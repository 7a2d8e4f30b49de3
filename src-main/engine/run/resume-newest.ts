import { WorkbenchError } from '#spec/errors';
import { damageOf } from './checkpoint-folder';
import type { TrainingSession } from './session';

/**
 * Resumes from the first of these checkpoints that is not damaged; begins at step 0 where `steps` is empty. Returns
 * a sentence for each that was skipped. Throws where all are damaged, and at once where one belongs to another model.
 */
export async function resumeNewest(
  session: Pick<TrainingSession, 'resume'>,
  steps: readonly number[],
): Promise<string[]> {
  const skipped: { step: number; damage: string; error: unknown }[] = [];
  for (const step of steps) {
    try {
      await session.resume(step);
      return skipped.map(
        (damaged) =>
          `The run goes on from the checkpoint of step ${step}, because that of step ${damaged.step} is damaged: ${damaged.damage}`,
      );
    } catch (error) {
      const damage = damageOf(error);
      if (damage === null) throw error;
      skipped.push({ step, damage, error });
    }
  }
  const [first] = skipped;
  if (!first) return [];
  if (skipped.length === 1) throw first.error;
  const { kind, details } = first.error as WorkbenchError;
  throw new WorkbenchError(
    kind,
    `None of the ${skipped.length} checkpoints of the run can be used: start it anew. That of step ${first.step} is damaged: ${first.damage}`,
    details,
  );
}

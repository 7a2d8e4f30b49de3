/**
 * What users have asked to be evaluated, kept beside the checkpoint: in its folder, so that it goes when the checkpoint
 * goes or is written anew, with other weights.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { resolveDirectory } from '#files/replace-directory';
import { isOfKind } from '#spec/errors';
import { evaluationSchema, type Evaluation } from '#spec/evaluation';
import { formatVersion } from '#spec/experiment';
import { checkpointsDirectory, listCheckpoints } from './checkpoints';
import { assertNoLink } from './own-folder';
import { assertNotNewer, readVersionedJson, writeJson } from './versioned-json';
import { whileLocked } from './while-locked';

const fileName = 'evaluations.json';

/** The content of the file `evaluations.json`. */
export const evaluationsFileSchema = z.strictObject({
  version: z.literal(formatVersion),
  evaluations: z.array(evaluationSchema),
});

/** The evaluations of a checkpoint, the oldest first. Those in a file that is damaged or newer are left out. */
export async function readEvaluations(runDirectory: string, step: number): Promise<Evaluation[]> {
  const path = await pathOf(runDirectory, step);
  try {
    return (await readVersionedJson(path, evaluationsFileSchema)).evaluations;
  } catch (error) {
    if (isOfKind(error, 'notFound', 'validation')) return [];
    throw error;
  }
}

/** Of all checkpoints that have any, by step. */
export async function listEvaluations(
  runDirectory: string,
): Promise<{ step: number; evaluations: Evaluation[] }[]> {
  const checkpoints = await listCheckpoints(runDirectory);
  const all = await Promise.all(
    checkpoints.map(async ({ step }) => ({
      step,
      evaluations: await readEvaluations(runDirectory, step),
    })),
  );
  return all.filter(({ evaluations }) => evaluations.length > 0);
}

/**
 * Keeps an evaluation in the place of an earlier one of the same examples, durably: a reader finds the file before or
 * after, and of several programs that keep one at once, none loses that of another. Throws `unavailable` where it
 * cannot be written, `validation` where a newer version of the program wrote it.
 */
export async function keepEvaluation(
  runDirectory: string,
  step: number,
  evaluation: Evaluation,
): Promise<void> {
  const path = await pathOf(runDirectory, step);
  await assertNoLink(path);
  await assertNotNewer(path);
  await whileLocked(`${path}.lock`, path, async () => {
    const others = (await readEvaluations(runDirectory, step)).filter(
      (other) => !isOfSameExamples(other, evaluation),
    );
    await writeJson(path, { version: formatVersion, evaluations: [...others, evaluation] });
  });
}

function isOfSameExamples(a: Evaluation, b: Evaluation): boolean {
  return a.part === b.part && a.examples === b.examples;
}

async function pathOf(runDirectory: string, step: number): Promise<string> {
  return join(
    await resolveDirectory(join(checkpointsDirectory(runDirectory), String(step))),
    fileName,
  );
}

import { z } from 'zod';
import { metricValueSchema } from './metric-value';
import { splitNames, type SplitName } from './task';

/** What a checkpoint is evaluated on, where a user asks for it. */
export const evaluationRequestSchema = z.strictObject({
  part: z.enum(splitNames),
  /**
   * The first so many examples of the part in file order; of a stream, ticks of all its rows. Left out: all of them,
   * which a stream that is generated without end does not have.
   */
  examples: z.int().min(1).optional(),
});
export type EvaluationRequest = z.infer<typeof evaluationRequestSchema>;

/** What an evaluation has found. It stands beside the checkpoint and changes neither the curves nor the result of the run. */
export const evaluationSchema = z.strictObject({
  part: z.enum(splitNames),
  /** Examples that were evaluated; of a stream, ticks of all its rows. */
  examples: z.int(),
  /** Whether these are all examples of the part. */
  isWhole: z.boolean(),
  /** By metric, under the names that the curves of the run have: `test/error`. */
  values: z.record(z.string(), metricValueSchema),
  evaluated: z.iso.datetime(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** An evaluation as it was made just now. */
export const newEvaluationSchema = evaluationSchema.extend({
  /** Why it does not stand beside the checkpoint, as a sentence; null where it does. */
  notKept: z.string().nullable(),
});
export type NewEvaluation = z.infer<typeof newEvaluationSchema>;

/** What the engine measures: `evaluationSchema` without the time. */
export interface EvaluationResult {
  part: SplitName;
  examples: number;
  isWhole: boolean;
  values: [metric: string, value: number][];
}

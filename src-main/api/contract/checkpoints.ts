/** Checkpoints of runs. */
import { z } from 'zod';
import {
  evaluationRequestSchema,
  evaluationSchema,
  newEvaluationSchema,
} from '../../spec/evaluation';
import { inspectRequestSchema, inspectResultSchema } from '../../spec/inspect';
import { checkpointSchema } from '../types';
import { defineCommand, noResult, runFields } from './define-command';

export const checkpointCommands = {
  'runs.checkpoints': defineCommand(z.strictObject(runFields), z.array(checkpointSchema)),
  /** Inspects a checkpoint: continues a text or predicts the targets of its task. Default of `step`: the last one. */
  'runs.look': defineCommand(
    z.strictObject({
      ...runFields,
      step: z.int().min(0).optional(),
      request: inspectRequestSchema,
    }),
    inspectResultSchema,
  ),
  /**
   * Evaluates a checkpoint on a part of the data, in a process of its own, and keeps the result beside it where it can.
   * `run.evaluation` reports its progress; evaluations wait for each other.
   */
  'runs.evaluate': defineCommand(
    z.strictObject({ ...runFields, step: z.int().min(0), request: evaluationRequestSchema }),
    newEvaluationSchema,
  ),
  /** Ends an evaluation; nothing of it is kept. */
  'runs.cancelEvaluation': defineCommand(
    z.strictObject({
      ...runFields,
      step: z.int().min(0),
      part: evaluationRequestSchema.shape.part,
    }),
    noResult,
  ),
  /** The evaluations that are kept, by checkpoint. */
  'runs.evaluations': defineCommand(
    z.strictObject(runFields),
    z.array(z.strictObject({ step: z.int(), evaluations: z.array(evaluationSchema) })),
  ),
} as const;

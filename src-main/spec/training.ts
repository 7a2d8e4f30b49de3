import { z } from 'zod';
import { optimizerSchema } from './optimizer';

/**
 * How the decoupled edges are used. `backprop`: as plain edges, everything is locked. `dni`: with
 * their synthesizers. `none`: they pass no gradient back (the paper's lower bound).
 */
export const methods = ['backprop', 'dni', 'none'] as const;
export const methodSchema = z.enum(methods);
export type Method = z.infer<typeof methodSchema>;

export const trainingSchema = z.strictObject({
  method: methodSchema.default('dni'),
  steps: z.int().min(1),
  batch: z.int().min(1).default(256),
  /**
   * T: ticks a recurrent module is unrolled before it updates; of its own ticks, where it has a period.
   * Its recurrent edges are cut there.
   */
  unroll: z.int().min(1).max(10_000).optional(),
  /**
   * Ticks of the stream that `backprop` unrolls before it updates everything at once. Left out: the
   * whole sequence, where the task has sequences of a known length.
   */
  fullUnroll: z.int().min(1).max(10_000).optional(),
  seed: z.int().min(0).max(0xffffffff).default(1),
  /** false: examples in file order, so that a run can be replayed from its files alone. */
  shuffle: z.boolean().default(true),
  optimizer: optimizerSchema,
  /** Sparse updates: probability that a module updates at a step, drawn for each by itself. Not used by `backprop`. */
  updateProbability: z.number().gt(0).max(1).default(1),
  /** Runs the step as one compiled TensorFlow graph where that is the backend; false: op by op. */
  compiled: z.boolean().default(true),
  /** On a GPU, has XLA compile that graph into fewer and larger kernels; the CPU has none of it. */
  xla: z.boolean().default(false),
  /** Steps between evaluations on the validation and test parts; one more at the end. */
  evaluateEvery: z.int().min(1).default(500),
  /** Steps between checkpoints; step 0 and the last one are always kept. */
  checkpointEvery: z.int().min(1).default(5000),
  /** Ends the run early, checkpoint included; seconds of training, pauses not counted. */
  maxSeconds: z.number().positive().optional(),
});
export type Training = z.infer<typeof trainingSchema>;

export const diagnosticsSchema = z.strictObject({
  /** Steps between looks at the interfaces; 0 turns them off. */
  every: z.int().min(0).default(100),
  /** Examples in the held probe batch, the first of the validation part (else of the training part). */
  batch: z.int().min(2).default(256),
});
export type Diagnostics = z.infer<typeof diagnosticsSchema>;

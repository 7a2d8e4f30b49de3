import { z } from 'zod';
import { optimizerSchema } from './optimizer';

/**
 * How decoupled edges are used. `backprop`: as ordinary edges, so that all modules are locked. `dni`: with
 * synthetic gradients. `none`: no gradient crosses them (the paper's lower bound).
 */
export const methods = ['backprop', 'dni', 'none'] as const;
export const methodSchema = z.enum(methods);
export type Method = z.infer<typeof methodSchema>;

/**
 * What the factors of matrix products and convolutions of a training step are rounded to. Weights, sums and all else are
 * float32 in either case.
 */
export const precisions = ['float32', 'bfloat16'] as const;
export const precisionSchema = z.enum(precisions);
export type Precision = z.infer<typeof precisionSchema>;

/** Ends a run that does not get better on the validation part. */
export const stopEarlySchema = z.strictObject({
  /** Evaluations in a row that may be no better than the best one so far; the run ends with the last of them. */
  patience: z.int().min(1),
  /** A metric of the validation part. Left out: the one that chooses the step of the run. */
  metric: z.string().optional(),
  /** By how much a value has to be better than the best one so far. */
  minDelta: z.number().min(0).optional(),
});
export type StopEarly = z.infer<typeof stopEarlySchema>;

export const trainingSchema = z.strictObject({
  method: methodSchema.default('dni'),
  steps: z.int().min(1),
  batch: z.int().min(1).default(256),
  /**
   * T of truncated BPTT: how many of its own ticks a module is unrolled before it updates. Recurrent edges are cut
   * at the end of the unroll.
   */
  unroll: z.int().min(1).max(10_000).optional(),
  /**
   * Ticks of the stream that `backprop` unrolls before an update. Left out: the whole sequence, where the task has
   * sequences of a known length.
   */
  fullUnroll: z.int().min(1).max(10_000).optional(),
  seed: z.int().min(0).max(0xffffffff).default(1),
  /** false: examples in file order, so that another program can reproduce the run from the files. */
  shuffle: z.boolean().default(true),
  optimizer: optimizerSchema,
  /** Sparse updates: probability that a module updates at a step, drawn independently. Ignored by `backprop`. */
  updateProbability: z.number().gt(0).max(1).default(1),
  /** On the TensorFlow backend, runs the step as one compiled graph; false: eagerly, op by op. */
  compiled: z.boolean().default(true),
  /** On a GPU, XLA compiles that graph into fewer and larger kernels. Ignored on a CPU. */
  xla: z.boolean().default(false),
  /** Of the products of compiled training steps. Evaluations, and steps that run op by op, are float32. */
  precision: precisionSchema.default('float32'),
  /** Steps between evaluations on the validation and test splits; the last step is always evaluated. */
  evaluateEvery: z.int().min(1).default(500),
  /** Steps between checkpoints; step 0 and the last step always have one. */
  checkpointEvery: z.int().min(1).default(5000),
  /** Training time in seconds, pauses not counted, after which the run ends early with a checkpoint. */
  maxSeconds: z.number().positive().optional(),
  stopEarly: stopEarlySchema.optional(),
});
export type Training = z.infer<typeof trainingSchema>;

/** Evaluations in a row without a better validation result after which a run raises an alert, where it does not say. */
export const defaultNoProgressAfter = 10;

export const diagnosticsSchema = z.strictObject({
  /** Steps between diagnostics of interfaces, edges and layers; 0 turns them off. */
  every: z.int().min(0).default(100),
  /**
   * Most examples of the probe batch: the first of the validation split, or of the training split without one; of a stream,
   * most rows. It has fewer where they would take more than 2 % of the run.
   */
  batch: z.int().min(2).default(256),
  /** Evaluations in a row after which it raises an alert: `defaultNoProgressAfter` if missing; 0: never. */
  noProgressAfter: z.int().min(0).optional(),
});
export type Diagnostics = z.infer<typeof diagnosticsSchema>;

import { z } from 'zod';

/** Schedule of the learning rate over the steps, relative to the optimizer's `rate`. */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  /** The rate is multiplied by `factor` at each of `at` (the paper: 0.1 at 300,000 and 400,000). */
  z.strictObject({
    kind: z.literal('step'),
    at: z.array(z.int().min(1)).min(1),
    factor: z.number().positive().default(0.1),
  }),
  /** rate · factor^(step / every), with a fractional exponent. */
  z.strictObject({
    kind: z.literal('exponential'),
    factor: z.number().positive(),
    every: z.int().min(1),
  }),
  /** Cosine decay from the rate to rate · end over `over` steps (left out: the whole run). */
  z.strictObject({
    kind: z.literal('cosine'),
    over: z.int().min(1).optional(),
    end: z.number().min(0).default(0),
  }),
]);
export type Schedule = z.infer<typeof scheduleSchema>;

const common = {
  rate: z.number().positive(),
  schedule: scheduleSchema.default({ kind: 'constant' }),
  /** Decoupled weight decay (AdamW): each update also subtracts rate · weightDecay · w from a kernel w. */
  weightDecay: z.number().min(0).default(0),
  /** Scales the gradients of a module (or synthesizer) so that their global L2 norm is at most this. */
  clipNorm: z.number().positive().optional(),
};
const fraction = z.number().min(0).lt(1);

export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd'), ...common }),
  z.strictObject({
    kind: z.literal('momentum'),
    ...common,
    momentum: fraction.default(0.9),
    nesterov: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('rmsprop'),
    ...common,
    decay: fraction.default(0.9),
    epsilon: z.number().positive().default(1e-8),
  }),
  z.strictObject({
    kind: z.literal('adam'),
    ...common,
    beta1: fraction.default(0.9),
    beta2: fraction.default(0.999),
    epsilon: z.number().positive().default(1e-8),
  }),
]);
export type OptimizerSettings = z.infer<typeof optimizerSchema>;

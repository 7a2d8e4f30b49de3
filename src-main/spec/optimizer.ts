import { z } from 'zod';

/** How the learning rate moves with the step. `factor` multiplies the optimizer's `rate`. */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  /** The rate is multiplied by `factor` at each of `at` (the paper: 0.1 at 300,000 and 400,000). */
  z.strictObject({
    kind: z.literal('step'),
    at: z.array(z.int().min(1)).min(1),
    factor: z.number().positive().default(0.1),
  }),
  /** rate · factor^(step / every), without steps in between. */
  z.strictObject({
    kind: z.literal('exponential'),
    factor: z.number().positive(),
    every: z.int().min(1),
  }),
  /** Half a cosine from the rate down to rate · end over `over` steps (default: the whole run). */
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
  /** Decoupled weight decay (AdamW's): each update also takes rate · weightDecay · w off a kernel. */
  weightDecay: z.number().min(0).default(0),
  /** Scales the gradients of one module (or synthesizer) down so that their joint L2 norm is at most this. */
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

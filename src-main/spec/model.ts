import { z } from 'zod';
import { activationSchema, nodeSchema } from './nodes';
import { optimizerSchema } from './optimizer';

const size = z.int().min(1);

/** Node ids also name weights and metrics, so they keep to letters, digits and underscores. */
export const nodeIdSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a name starts with a letter and has letters, digits and _')
  // Models are looked up as plain objects, where these names are never free.
  .refine((id) => !(id in {}), "names of JavaScript's own, as 'constructor', cannot be used");

/**
 * What a synthesizer is shown beside the message. `label` (cDNI): the target of the loss its message leads
 * to, one-hot, as it is asked at that tick or announced for a later one; zeros where neither is.
 * `{ inputs: n }`, on recurrent edges: the last n inputs of the stream, the newest last; the state alone
 * says too little of what the future's gradient should keep.
 */
export const conditionSchema = z.union([
  z.literal('label'),
  z.strictObject({ inputs: z.int().min(1).max(1000) }),
]);
export type Condition = z.infer<typeof conditionSchema>;

/**
 * The model M that predicts the synthetic gradient of the message on its edge. Hidden layers are
 * linear, batch normalisation (optional), activation; the last layer is linear and starts at zero,
 * so that training starts as `none` and grows into `dni`.
 */
export const synthesizerSchema = z.discriminatedUnion('kind', [
  /** On a vector message: `hidden: []` is the linear synthesizer. A feature map is flattened for it. */
  z.strictObject({
    kind: z.literal('mlp'),
    hidden: z.array(size).default([]),
    batchNorm: z.boolean().default(false),
    activation: activationSchema.default('relu'),
    /**
     * It sees the tanh of the message. The cells of an LSTM that reads a long stream grow by up to one a
     * tick, to thousands where none is reset; a synthesizer that sees them raw gives gradients without bound.
     */
    squash: z.boolean().default(false),
    condition: conditionSchema.optional(),
  }),
  /** On a feature map: convolutions that keep rows and columns; a label joins as constant planes. */
  z.strictObject({
    kind: z.literal('conv'),
    hidden: z.array(size).default([]),
    kernel: size.default(5),
    batchNorm: z.boolean().default(false),
    activation: activationSchema.default('relu'),
    condition: z.literal('label').optional(),
  }),
]);
export type SynthesizerSettings = z.infer<typeof synthesizerSchema>;

/** The model I of full unlocking: predicts the message on its edge from the model's own inputs. */
export const syntheticInputSchema = z.strictObject({
  hidden: z.array(size).default([]),
  batchNorm: z.boolean().default(false),
  activation: activationSchema.default('relu'),
  /** Left out, the run's optimizer is used. */
  optimizer: optimizerSchema.optional(),
});
export type SyntheticInputSettings = z.infer<typeof syntheticInputSchema>;

/** A `kind` left out means `mlp`, so that the common case is written `{ "hidden": [] }`. */
const withKind = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !('kind' in value)
    ? { kind: 'mlp', ...value }
    : value;

export const decouplingSchema = z.strictObject({
  synthesizer: z.preprocess(withKind, synthesizerSchema),
  /** The synthesizer's own; left out, the run's optimizer is used. */
  optimizer: optimizerSchema.optional(),
  syntheticInput: syntheticInputSchema.optional(),
  /** k: what the synthetic gradient is multiplied by. Left out: 0.1 on recurrent edges, 1 on others. */
  syntheticGradientScale: z.number().min(0).optional(),
  /** Steps in which the synthesizer learns, but its word does not count yet. */
  warmup: z.int().min(0).default(0),
  /** The gradient of the synthesizer's own error also trains the module that made the message. */
  trainMessage: z.boolean().default(false),
  /**
   * Recurrent edges: a second head predicts from each state the synthetic gradient that will be given
   * one unroll later, and its error trains the core (the paper's auxiliary task).
   */
  auxiliary: z.boolean().default(false),
});
export type Decoupling = z.infer<typeof decouplingSchema>;

export const edgeSchema = z.strictObject({
  from: nodeIdSchema,
  to: nodeIdSchema,
  /**
   * 1: a recurrent edge, on which the message arrives one tick later. An edge from a core to itself
   * carries its state. Left out, it arrives at once.
   */
  delay: z.literal(1).optional(),
  decoupled: decouplingSchema.optional(),
});
export type Edge = z.infer<typeof edgeSchema>;

/** Settings of a module, keyed by any node that belongs to it. */
export const moduleSettingsSchema = z.strictObject({
  /** Overrides `training.updateProbability` for this module. */
  updateProbability: z.number().gt(0).max(1).optional(),
  /**
   * Where the module and the synthesizers of its messages compute, `gpu:1` or `cpu:0`; left out, wherever
   * TensorFlow puts them. Decoupled modules on devices of their own run side by side.
   */
  device: z
    .string()
    .regex(/^(cpu|gpu):\d{1,2}$/, "a device is 'cpu:0', 'gpu:0', 'gpu:1' and so on")
    .optional(),
});
export type ModuleSettings = z.infer<typeof moduleSettingsSchema>;

export const modelSchema = z.strictObject({
  nodes: z.record(nodeIdSchema, nodeSchema),
  edges: z.array(edgeSchema),
  modules: z.record(nodeIdSchema, moduleSettingsSchema).default({}),
});
export type Model = z.infer<typeof modelSchema>;
/** The name an edge has in metrics, weights, problems and on the canvas. */
export type EdgeId = `${string}->${string}`;

export function edgeId(edge: Pick<Edge, 'from' | 'to'>): EdgeId {
  return `${edge.from}->${edge.to}`;
}

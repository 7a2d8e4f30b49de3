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
    /** cDNI: the label, one-hot, is joined to the message. */
    condition: z.literal('label').optional(),
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
});
export type Decoupling = z.infer<typeof decouplingSchema>;

export const edgeSchema = z.strictObject({
  from: nodeIdSchema,
  to: nodeIdSchema,
  decoupled: decouplingSchema.optional(),
});
export type Edge = z.infer<typeof edgeSchema>;

/** Settings of a module, keyed by any node that belongs to it. */
export const moduleSettingsSchema = z.strictObject({
  /** Overrides `training.updateProbability` for this module. */
  updateProbability: z.number().gt(0).max(1).optional(),
});

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

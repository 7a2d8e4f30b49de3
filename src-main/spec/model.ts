import { z } from 'zod';
import { activationSchema, nodeSchema } from './nodes';
import { optimizerSchema } from './optimizer';

const size = z.int().min(1);

/** Node ids are part of weight and metric names, so they consist of letters, digits and underscores. */
export const nodeIdSchema = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]*$/,
    'a name starts with a letter from a to z and has such letters, digits and _',
  )
  // Nodes are properties of a plain object, which inherits these names.
  .refine((id) => !(id in {}), "reserved names, as 'constructor', cannot be used");

/**
 * What a synthesizer gets beside the message. `label` (cDNI in the paper): the target of the loss
 * that the message leads to, one-hot, of this tick or already known for a later one; zeros where there is
 * neither. `{ inputs: n }`, on edges of a stream: the last n inputs, the newest last. On a recurrent edge the
 * state alone contains too little about what the gradient of future losses depends on.
 */
const conditionSchema = z.union([
  z.literal('label'),
  z.strictObject({ inputs: z.int().min(1).max(1000) }),
]);
export type Condition = z.infer<typeof conditionSchema>;

/**
 * The model M that predicts the synthetic gradient of the message on its edge. A hidden layer is a linear map,
 * batch normalisation (optional) and an activation. The last layer is linear and initialised to zero, so the
 * first synthetic gradients are zero and training starts as with the method `none`.
 */
export const synthesizerSchema = z.discriminatedUnion('kind', [
  /** For vector messages; a feature map is flattened. `hidden: []` is a linear synthesizer. */
  z.strictObject({
    kind: z.literal('mlp'),
    hidden: z.array(size).default([]),
    batchNorm: z.boolean().default(false),
    activation: activationSchema.default('relu'),
    /**
     * Applies tanh to the message first. The cell state of an LSTM grows by up to one per tick, to thousands on a
     * long stream without resets; without tanh the synthetic gradients grow with it.
     */
    squash: z.boolean().default(false),
    condition: conditionSchema.optional(),
  }),
  /** For feature maps: convolutions with padding `same`; a label is concatenated as constant channels. */
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

/** The synthetic input model I of a fully unlocked edge: predicts its message from the model's inputs. */
export const syntheticInputSchema = z.strictObject({
  hidden: z.array(size).default([]),
  batchNorm: z.boolean().default(false),
  activation: activationSchema.default('relu'),
  /** Left out, the run's optimizer is used. */
  optimizer: optimizerSchema.optional(),
});
export type SyntheticInputSettings = z.infer<typeof syntheticInputSchema>;

/** Fills in `mlp` where `kind` is left out, so that the common case is written `{ "hidden": [] }`. */
const withDefaultKind = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !('kind' in value)
    ? { kind: 'mlp', ...value }
    : value;

export const decouplingSchema = z.strictObject({
  synthesizer: z.preprocess(withDefaultKind, synthesizerSchema),
  /** Optimizer of the synthesizer; left out, the run's optimizer is used. */
  optimizer: optimizerSchema.optional(),
  syntheticInput: syntheticInputSchema.optional(),
  /** Factor k of the synthetic gradient. Left out: 0.1 on recurrent edges, 1 on others. */
  syntheticGradientScale: z.number().min(0).optional(),
  /** Number of first steps in which the synthesizer is trained, but its synthetic gradient is not used. */
  warmup: z.int().min(0).default(0),
  /** The synthesizer's loss is also backpropagated through the message into the module below. */
  trainMessage: z.boolean().default(false),
  /**
   * Recurrent edges: the paper's auxiliary task. A second head predicts from each state the synthetic
   * gradient of the state one unroll later, and its loss trains the core, too.
   */
  auxiliary: z.boolean().default(false),
});
export type Decoupling = z.infer<typeof decouplingSchema>;

export const edgeSchema = z.strictObject({
  from: nodeIdSchema,
  to: nodeIdSchema,
  /**
   * 1: a recurrent edge, whose message arrives one tick later. Left out, it arrives in the same tick. An edge
   * from a core to itself carries the core's state.
   */
  delay: z.literal(1).optional(),
  decoupled: decouplingSchema.optional(),
});
export type Edge = z.infer<typeof edgeSchema>;

/** Settings of a module. A model stores them under the id of any node of the module. */
export const moduleSettingsSchema = z.strictObject({
  /** Overrides `training.updateProbability` for this module. */
  updateProbability: z.number().gt(0).max(1).optional(),
  /**
   * Device of the module and of the synthesizers of its messages, such as `gpu:1` or `cpu:0`; left out, TensorFlow
   * chooses. Decoupled modules on different devices run in parallel.
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
  /**
   * Of several loss nodes the one by which runs are judged: the step with its best validation value is chosen. It does
   * not affect training. Left out, the first with a label decides; where none has one, the sum of all losses.
   */
  decidingLoss: nodeIdSchema.optional(),
});
export type Model = z.infer<typeof modelSchema>;

/** Identifies an edge in metrics, weights, problems and on the canvas: `hidden1->hidden2`. */
export type EdgeId = `${string}->${string}`;

export function edgeId(edge: Pick<Edge, 'from' | 'to'>): EdgeId {
  return `${edge.from}->${edge.to}`;
}

/** An edge in sentences and titles: `hidden1 → hidden2` for the id `hidden1->hidden2`. */
export function nameEdge(id: string): string {
  return id.replace('->', ' → ');
}

import { z } from 'zod';

const size = z.int().min(1);
const pair = z.union([size, z.tuple([size, size])]);

export const activationFunctions = [
  'linear',
  'relu',
  'leakyRelu',
  'elu',
  'gelu',
  'sigmoid',
  'tanh',
  'softplus',
] as const;
export const activationSchema = z.enum(activationFunctions);
export type ActivationFunction = z.infer<typeof activationSchema>;

export const paddingSchema = z.enum(['same', 'valid']);

/**
 * Reads one field of the task. `vector` (the default) flattens an example to one dimension, as the
 * fully connected models of the paper want it; `grid` keeps rows × columns × channels.
 */
export const inputNode = z.strictObject({
  kind: z.literal('input'),
  field: z.string().min(1),
  layout: z.enum(['vector', 'grid']).default('vector'),
});

/** Linear, then batch normalisation, then activation: the paper's layer. */
export const denseNode = z.strictObject({
  kind: z.literal('dense'),
  units: size,
  bias: z.boolean().default(true),
  batchNorm: z.boolean().default(false),
  activation: activationSchema.default('linear'),
});

/** Two-dimensional convolution, then batch normalisation, then activation. */
export const conv2dNode = z.strictObject({
  kind: z.literal('conv2d'),
  filters: size,
  kernel: pair.default(3),
  stride: pair.default(1),
  padding: paddingSchema.default('same'),
  bias: z.boolean().default(true),
  batchNorm: z.boolean().default(false),
  activation: activationSchema.default('linear'),
});

const poolSettings = {
  size: pair.default(2),
  /** Left out, the windows do not overlap: the stride is the size. */
  stride: pair.optional(),
  padding: paddingSchema.default('valid'),
};
export const maxPoolNode = z.strictObject({ kind: z.literal('maxPool'), ...poolSettings });
export const averagePoolNode = z.strictObject({ kind: z.literal('averagePool'), ...poolSettings });

export const flattenNode = z.strictObject({ kind: z.literal('flatten') });

/** Normalises over the batch (and, for feature maps, over rows and columns), each channel by itself. */
export const batchNormNode = z.strictObject({ kind: z.literal('batchNorm') });

export const dropoutNode = z.strictObject({
  kind: z.literal('dropout'),
  rate: z.number().min(0).lt(1).default(0.5),
});

export const activationNode = z.strictObject({
  kind: z.literal('activation'),
  function: activationSchema.default('relu'),
});

export const addNode = z.strictObject({ kind: z.literal('add') });

/** Joins along the last axis, in the order in which its edges are listed. */
export const concatNode = z.strictObject({ kind: z.literal('concat') });

const lossSettings = {
  /** The task's field to be predicted. */
  target: z.string().min(1),
  /** Factor of this loss in the sum, for models with several. */
  weight: z.number().positive().default(1),
};
export const softmaxCrossEntropyNode = z.strictObject({
  kind: z.literal('softmaxCrossEntropy'),
  ...lossSettings,
});
/** Mean over the predicted numbers of the squared difference. A label target is one-hot. */
export const meanSquaredErrorNode = z.strictObject({
  kind: z.literal('meanSquaredError'),
  ...lossSettings,
});

export const nodeSchema = z.discriminatedUnion('kind', [
  inputNode,
  denseNode,
  conv2dNode,
  maxPoolNode,
  averagePoolNode,
  flattenNode,
  batchNormNode,
  dropoutNode,
  activationNode,
  addNode,
  concatNode,
  softmaxCrossEntropyNode,
  meanSquaredErrorNode,
]);

export type Node = z.infer<typeof nodeSchema>;
export type NodeKind = Node['kind'];
export type NodeOf<K extends NodeKind> = Extract<Node, { kind: K }>;
export type LossNode = NodeOf<'softmaxCrossEntropy' | 'meanSquaredError'>;

/** How many messages may arrive at a node; null: any number from `min`. */
export function arityOf({ kind }: Pick<Node, 'kind'>): { min: number; max: number | null } {
  if (kind === 'input') return { min: 0, max: 0 };
  return kind === 'add' || kind === 'concat' ? { min: 2, max: null } : { min: 1, max: 1 };
}

/** Losses end the graph: they have a target and no output. */
export function isLoss(node: Node): node is LossNode {
  return node.kind === 'softmaxCrossEntropy' || node.kind === 'meanSquaredError';
}

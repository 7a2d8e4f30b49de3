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

/** How many ticks of the stream pass from one of the node's ticks to the next; left out, as its inputs. */
const timed = { period: size.optional() };

/**
 * Reads one field of the task. `vector` (the default) flattens an example to one dimension, as the
 * fully connected models of the paper want it, and gives a label one-hot; `grid` keeps rows × columns ×
 * channels; `index` gives a label as its number, for an embedding.
 */
export const inputNode = z.strictObject({
  kind: z.literal('input'),
  field: z.string().min(1),
  layout: z.enum(['vector', 'grid', 'index']).default('vector'),
});

/** Linear, then batch normalisation, then activation: the paper's layer. */
export const denseNode = z.strictObject({
  kind: z.literal('dense'),
  ...timed,
  /** `classes`: as many as the target of the loss that it leads to. */
  units: z.union([size, z.literal('classes')]),
  bias: z.boolean().default(true),
  batchNorm: z.boolean().default(false),
  activation: activationSchema.default('linear'),
});

/** Two-dimensional convolution, then batch normalisation, then activation. */
export const conv2dNode = z.strictObject({
  kind: z.literal('conv2d'),
  ...timed,
  filters: size,
  kernel: pair.default(3),
  stride: pair.default(1),
  padding: paddingSchema.default('same'),
  bias: z.boolean().default(true),
  batchNorm: z.boolean().default(false),
  activation: activationSchema.default('linear'),
});

const poolSettings = {
  ...timed,
  size: pair.default(2),
  /** Left out, the windows do not overlap: the stride is the size. */
  stride: pair.optional(),
  padding: paddingSchema.default('valid'),
};
export const maxPoolNode = z.strictObject({ kind: z.literal('maxPool'), ...poolSettings });
export const averagePoolNode = z.strictObject({ kind: z.literal('averagePool'), ...poolSettings });

export const flattenNode = z.strictObject({ kind: z.literal('flatten'), ...timed });

/** Normalises over the batch (and, for feature maps, over rows and columns), each channel by itself. */
export const batchNormNode = z.strictObject({ kind: z.literal('batchNorm'), ...timed });

export const dropoutNode = z.strictObject({
  kind: z.literal('dropout'),
  ...timed,
  rate: z.number().min(0).lt(1).default(0.5),
});

export const activationNode = z.strictObject({
  kind: z.literal('activation'),
  ...timed,
  function: activationSchema.default('relu'),
});

export const addNode = z.strictObject({ kind: z.literal('add'), ...timed });

/** Joins along the last axis, in the order in which its edges are listed. */
export const concatNode = z.strictObject({ kind: z.literal('concat'), ...timed });

/** A row of a learnt table for each class; it reads an input with the layout `index`. */
export const embeddingNode = z.strictObject({
  kind: z.literal('embedding'),
  ...timed,
  units: size,
});

/**
 * Recurrent cores. What arrives is one message; the state comes in over the core's edge to itself, which
 * carries h and c of an LSTM together. The output is h.
 */
export const lstmNode = z.strictObject({
  kind: z.literal('lstm'),
  ...timed,
  units: size,
  /** Added to the forget gate before its sigmoid. */
  forgetBias: z.number().default(1),
});
export const gruNode = z.strictObject({ kind: z.literal('gru'), ...timed, units: size });
export const rnnNode = z.strictObject({
  kind: z.literal('rnn'),
  ...timed,
  units: size,
  activation: activationSchema.default('tanh'),
});

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
  embeddingNode,
  lstmNode,
  gruNode,
  rnnNode,
  softmaxCrossEntropyNode,
  meanSquaredErrorNode,
]);

export type Node = z.infer<typeof nodeSchema>;
export type NodeKind = Node['kind'];
export type NodeOf<K extends NodeKind> = Extract<Node, { kind: K }>;
export type LossNode = NodeOf<'softmaxCrossEntropy' | 'meanSquaredError'>;

export type CoreNode = NodeOf<'lstm' | 'gru' | 'rnn'>;

/** Cores have a state, which their edge to themselves carries. */
export function isCore(node: Node): node is CoreNode {
  return node.kind === 'lstm' || node.kind === 'gru' || node.kind === 'rnn';
}

/** Numbers of a core's state: h, and c beside it for an LSTM. */
export function stateSize(node: CoreNode): number {
  return node.kind === 'lstm' ? 2 * node.units : node.units;
}

/** How many messages may arrive at a node (a core's own state not counted); null: any number from `min`. */
export function arityOf({ kind }: Pick<Node, 'kind'>): { min: number; max: number | null } {
  if (kind === 'input') return { min: 0, max: 0 };
  return kind === 'add' || kind === 'concat' ? { min: 2, max: null } : { min: 1, max: 1 };
}

/** Losses end the graph: they have a target and no output. */
export function isLoss(node: Node): node is LossNode {
  return node.kind === 'softmaxCrossEntropy' || node.kind === 'meanSquaredError';
}

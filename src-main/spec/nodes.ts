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

const paddingSchema = z.enum(['same', 'valid']);

/** Ticks of the stream from one tick of the node to the next; left out, those of its inputs. */
const withPeriod = { period: size.optional() };

/**
 * Reads one field of the task. `vector` (the default) flattens values to one dimension and encodes a label
 * one-hot; `grid` keeps rows × columns × channels; `index` outputs a label as its class index, for an embedding.
 */
const inputNode = z.strictObject({
  kind: z.literal('input'),
  field: z.string().min(1),
  layout: z.enum(['vector', 'grid', 'index']).default('vector'),
});

/** Linear map, batch normalisation, activation, in this order: the layer of the paper's experiments. */
const denseNode = z.strictObject({
  kind: z.literal('dense'),
  ...withPeriod,
  /** `classes`: the number of classes of the loss target that the node leads to. */
  units: z.union([size, z.literal('classes')]),
  bias: z.boolean().default(true),
  batchNorm: z.boolean().default(false),
  activation: activationSchema.default('linear'),
});

/** Two-dimensional convolution, batch normalisation, activation, in this order. */
const conv2dNode = z.strictObject({
  kind: z.literal('conv2d'),
  ...withPeriod,
  filters: size,
  kernel: pair.default(3),
  stride: pair.default(1),
  padding: paddingSchema.default('same'),
  bias: z.boolean().default(true),
  batchNorm: z.boolean().default(false),
  activation: activationSchema.default('linear'),
});

const poolSettings = {
  ...withPeriod,
  size: pair.default(2),
  /** Left out, the stride equals the size, so windows do not overlap. */
  stride: pair.optional(),
  padding: paddingSchema.default('valid'),
};
const maxPoolNode = z.strictObject({ kind: z.literal('maxPool'), ...poolSettings });
const averagePoolNode = z.strictObject({ kind: z.literal('averagePool'), ...poolSettings });

const flattenNode = z.strictObject({ kind: z.literal('flatten'), ...withPeriod });

/** Normalises each channel over the batch and, for feature maps, over rows and columns. */
const batchNormNode = z.strictObject({ kind: z.literal('batchNorm'), ...withPeriod });

const dropoutNode = z.strictObject({
  kind: z.literal('dropout'),
  ...withPeriod,
  rate: z.number().min(0).lt(1).default(0.5),
});

const activationNode = z.strictObject({
  kind: z.literal('activation'),
  ...withPeriod,
  function: activationSchema.default('relu'),
});

const addNode = z.strictObject({ kind: z.literal('add'), ...withPeriod });

/** Concatenates along the last axis, in the order of the edges in the spec. */
const concatNode = z.strictObject({ kind: z.literal('concat'), ...withPeriod });

/** Looks up a trainable row for each class index; its input has the layout `index`. */
const embeddingNode = z.strictObject({
  kind: z.literal('embedding'),
  ...withPeriod,
  units: size,
});

/**
 * Recurrent cores take one message and output h. Their state arrives on the edge from the core to itself; for an
 * LSTM it is h and c concatenated.
 */
const lstmNode = z.strictObject({
  kind: z.literal('lstm'),
  ...withPeriod,
  units: size,
  /** Added to the forget gate before its sigmoid. */
  forgetBias: z.number().default(1),
});
const gruNode = z.strictObject({ kind: z.literal('gru'), ...withPeriod, units: size });
const rnnNode = z.strictObject({
  kind: z.literal('rnn'),
  ...withPeriod,
  units: size,
  activation: activationSchema.default('tanh'),
});

const lossSettings = {
  /** The field of the task that is predicted. */
  target: z.string().min(1),
  /** Factor of this loss in the sum of all losses. */
  weight: z.number().positive().default(1),
};
const softmaxCrossEntropyNode = z.strictObject({
  kind: z.literal('softmaxCrossEntropy'),
  ...lossSettings,
});
/** Squared difference, averaged over the values of an example. A label target is encoded one-hot. */
const meanSquaredErrorNode = z.strictObject({
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

/** Cores have a state, which the edge from the core to itself carries. */
export function isCore(node: Node): node is CoreNode {
  return node.kind === 'lstm' || node.kind === 'gru' || node.kind === 'rnn';
}

/** Width of a core's state: h, and for an LSTM h and c. */
export function stateSize(node: CoreNode): number {
  return node.kind === 'lstm' ? 2 * node.units : node.units;
}

/** How many messages a node takes, the state of a core not counted; `max: null` means any number. */
export function arityOf({ kind }: Pick<Node, 'kind'>): { min: number; max: number | null } {
  if (kind === 'input') return { min: 0, max: 0 };
  return kind === 'add' || kind === 'concat' ? { min: 2, max: null } : { min: 1, max: 1 };
}

/** Loss nodes have a target and no output. */
export function isLoss(node: Node): node is LossNode {
  return node.kind === 'softmaxCrossEntropy' || node.kind === 'meanSquaredError';
}

/**
 * How an op computes all copies at once, on tensors with an axis of the copies before their own axes: what JAX calls
 * the batching rule of a primitive. An op without a rule is computed copy by copy.
 */
import type { CopiedValues } from './copied-values';
import { outputAt, type AttributeValue, type GraphNode } from '../graph';

/**
 * Adds the nodes that compute `node` for all copies and returns its outputs, stacked; null where these inputs or
 * attributes are not covered. At least one input differs from copy to copy, and no other node has to run before it.
 */
export type StackingRule = (node: GraphNode, values: CopiedValues) => string[] | null;

/** One op on stacked inputs under the name of the original node. */
function addStacked(
  node: GraphNode,
  values: CopiedValues,
  inputs: readonly string[],
  changes: Partial<GraphNode> = {},
): string[] {
  return [values.add({ ...node, ...changes, inputs })];
}

/** Operands that broadcast from their last axis on. */
const broadcast: StackingRule = (node, values) => {
  const rank = Math.max(...node.inputs.map((input) => values.rankOf(input)));
  const inputs = node.inputs.map((input) =>
    values.isShared(input) ? input : values.stackedWithRank(input, rank),
  );
  return addStacked(node, values, inputs);
};

/** Operands of one shape, none of which broadcasts. */
const sameShape: StackingRule = (node, values) =>
  addStacked(
    node,
    values,
    node.inputs.map((input) => values.stacked(input)),
  );

/** `Select` wants operands of one shape; its second version broadcasts. */
const select: StackingRule = (node, values) => {
  const shapes = node.inputs.map((input) => values.shapeOf(input).join());
  if (shapes.some((shape) => shape !== shapes[0])) return null;
  return broadcast({ ...node, op: 'SelectV2' }, values);
};

const matMul: StackingRule = (node, values) => {
  const { attributes, inputs } = node;
  if (inputs.some((input) => values.rankOf(input) !== 2)) return null;
  const adj_x = attributes['adj_x'] ?? attributes['transpose_a'] ?? { b: false };
  const adj_y = attributes['adj_y'] ?? attributes['transpose_b'] ?? { b: false };
  const T = attributes['T'] as AttributeValue;
  return addStacked(
    node,
    values,
    inputs.map((input) => (values.isShared(input) ? input : values.stacked(input))),
    { op: 'BatchMatMulV2', attributes: { T, adj_x, adj_y } },
  );
};

/** An axis of the original as an axis of the stacked tensor; one that counts from the end stays. */
const shiftAxis = (axis: number): number => (axis < 0 ? axis : axis + 1);

/** The input of the op that holds its axis or axes, and whether it is a scalar. */
function shiftedAxes(
  values: CopiedValues,
  output: string | undefined,
  isScalar: boolean,
): string | null {
  const axes = values.integersOf(output);
  if (!axes) return null;
  const shifted = axes.map(shiftAxis);
  return isScalar ? values.int32Scalar(shifted[0] as number) : values.int32(shifted);
}

const reduce: StackingRule = (node, values) => {
  const [input = '', axes] = node.inputs;
  // Without an axis vector of rank 1 a single axis is meant: both forms are taken by the op.
  const shifted = shiftedAxes(values, axes, false);
  return shifted === null ? null : addStacked(node, values, [values.stacked(input), shifted]);
};

const argument: StackingRule = (node, values) => {
  const [input = '', axis] = node.inputs;
  const shifted = shiftedAxes(values, axis, true);
  return shifted === null ? null : addStacked(node, values, [values.stacked(input), shifted]);
};

/** Whatever only gives the same numbers another shape. */
const reshape: StackingRule = (node, values) => {
  const [input = '', ...others] = node.inputs;
  if (others.some((other) => !values.isShared(other))) return null;
  const shape = [values.copies, ...values.shapeOf(node.name)];
  return [values.reshape(values.stacked(input), `as-${node.name}`, node.name, shape)];
};

const transpose: StackingRule = (node, values) => {
  const [input = '', permutation] = node.inputs;
  const axes = values.integersOf(permutation);
  if (!axes) return null;
  const shifted = values.int32([0, ...axes.map((axis) => axis + 1)]);
  return addStacked(node, values, [values.stacked(input), shifted]);
};

const concatenate: StackingRule = (node, values) => {
  const axis = shiftedAxes(values, node.inputs.at(-1), true);
  if (axis === null) return null;
  const parts = node.inputs.slice(0, -1).map((input) => values.stacked(input));
  return addStacked(node, values, [...parts, axis]);
};

/** Ops whose axis is an attribute. */
function withShiftedAttribute(node: GraphNode): GraphNode {
  const { axis } = node.attributes;
  const from = axis && 'i' in axis ? axis.i : 0;
  return { ...node, attributes: { ...node.attributes, axis: { i: shiftAxis(from) } } };
}

const pack: StackingRule = (node, values) => sameShape(withShiftedAttribute(node), values);

const unpack: StackingRule = (node, values) => {
  const shifted = withShiftedAttribute(node);
  const [name = ''] = addStacked(shifted, values, [values.stacked(node.inputs[0] ?? '')]);
  const { num } = node.attributes;
  return outputsOf(name, num && 'i' in num ? num.i : 1);
};

function outputsOf(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => outputAt(name, index));
}

const split: StackingRule = (node, values) => {
  const [axis, input = ''] = node.inputs;
  const shifted = shiftedAxes(values, axis, true);
  if (shifted === null || values.isShared(input)) return null;
  const [name = ''] = addStacked(node, values, [shifted, values.stacked(input)]);
  const { num_split } = node.attributes;
  return outputsOf(name, num_split && 'i' in num_split ? num_split.i : 1);
};

const splitBySizes: StackingRule = (node, values) => {
  const [input = '', sizes = '', axis] = node.inputs;
  const shifted = shiftedAxes(values, axis, true);
  if (shifted === null || !values.isShared(sizes)) return null;
  const [name = ''] = addStacked(node, values, [values.stacked(input), sizes, shifted]);
  const { num_split } = node.attributes;
  return outputsOf(name, num_split && 'i' in num_split ? num_split.i : 1);
};

const slice: StackingRule = (node, values) => {
  const [input = '', begin, size] = node.inputs;
  const [from, lengths] = [values.integersOf(begin), values.integersOf(size)];
  if (!from || !lengths) return null;
  return addStacked(node, values, [
    values.stacked(input),
    values.int32([0, ...from]),
    values.int32([values.copies, ...lengths]),
  ]);
};

const tile: StackingRule = (node, values) => {
  const [input = '', multiples] = node.inputs;
  const times = values.integersOf(multiples);
  if (!times) return null;
  return addStacked(node, values, [values.stacked(input), values.int32([1, ...times])]);
};

/** Of examples that all copies share, each copy takes its own. */
const gather: StackingRule = (node, values) => {
  const [table = '', indices = '', axis] = node.inputs;
  const isPlain = values.integersOf(axis)?.join() === '0' && !node.attributes['batch_dims'];
  if (!isPlain || !values.isShared(table)) return null;
  return addStacked(node, values, [table, values.stacked(indices), axis as string]);
};

const oneHot: StackingRule = (node, values) => {
  const [indices = '', ...others] = node.inputs;
  const { axis } = node.attributes;
  const isLast = !axis || ('i' in axis && axis.i === -1);
  if (!isLast || others.some((other) => !values.isShared(other))) return null;
  return addStacked(node, values, [values.stacked(indices), ...others]);
};

/** Takes a matrix of logits alone: the rows of the copies below each other. */
const sparseSoftmaxCrossEntropy: StackingRule = (node, values) => {
  const [logits = '', labels = ''] = node.inputs;
  const [rows = 0, classes = 0] = values.shapeOf(logits);
  const all = values.copies * rows;
  const wide = values.reshape(values.stacked(logits), 'rows', logits, [all, classes]);
  const targets = values.reshape(values.stacked(labels), 'rows', labels, [all]);
  const [name = ''] = addStacked(node, values, [wide, targets]);
  return [
    values.reshape(name, 'of-copies', logits, [values.copies, rows]),
    values.reshape(outputAt(name, 1), 'of-copies', logits, [values.copies, rows, classes]),
  ];
};

const rules: Readonly<Record<string, StackingRule>> = {
  ...forOps(
    broadcast,
    'Add AddV2 Sub Mul RealDiv Div FloorDiv FloorMod Maximum Minimum Pow SquaredDifference Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr SelectV2',
  ),
  ...forOps(
    sameShape,
    'AddN TanhGrad SigmoidGrad ReluGrad Relu Relu6 Elu Sigmoid Tanh Softplus Exp Expm1 Log Log1p Sqrt Rsqrt Square Neg Abs Sign Floor Ceil Reciprocal Erf Sin Cos IsNan LogicalNot Cast Identity Softmax LogSoftmax',
  ),
  ...forOps(matMul, 'MatMul BatchMatMulV2'),
  ...forOps(reduce, 'Sum Mean Max Min Prod All Any'),
  ...forOps(argument, 'ArgMax ArgMin'),
  ...forOps(reshape, 'Reshape ExpandDims Squeeze'),
  Select: select,
  Transpose: transpose,
  ConcatV2: concatenate,
  Pack: pack,
  Unpack: unpack,
  Split: split,
  SplitV: splitBySizes,
  Slice: slice,
  Tile: tile,
  GatherV2: gather,
  OneHot: oneHot,
  SparseSoftmaxCrossEntropyWithLogits: sparseSoftmaxCrossEntropy,
};

function forOps(rule: StackingRule, ops: string): Record<string, StackingRule> {
  return Object.fromEntries(ops.split(' ').map((op) => [op, rule]));
}

export function stackingRule(op: string): StackingRule | undefined {
  return Object.hasOwn(rules, op) ? rules[op] : undefined;
}

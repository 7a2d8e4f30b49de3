/** Matrix products as an unrolled network and its gradient ask for them, made faster. */
import { isTrue, type GraphNode } from './graph';
import { joinedProducts } from './join-products';
import type { Known } from './known';

/** From how many products on a transposed factor is worth a copy: packing it costs as much in each. */
const SHARED_TRANSPOSES = 3;
/** Columns whose rows lie a multiple of 4 KB apart: all in the same few lines of a CPU's cache. */
const ALIASED_COLUMNS = 1024;
/** Columns added to lay them apart. */
const PADDING = 16;

export function withFasterProducts(nodes: readonly GraphNode[], known: Known): GraphNode[] {
  const plain = nodes.map((node) => asMatrixProduct(node, known));
  const joined = joinedProducts(plain, known);
  return known.onCpu ? withoutAliasing(withSharedTransposes(joined, known), known) : joined;
}

/** tfjs asks for a batched product also of two matrices. */
function asMatrixProduct(node: GraphNode, { shapeOf }: Known): GraphNode {
  const { adj_x, adj_y, T } = node.attributes;
  if (node.op !== 'BatchMatMulV2' || shapeOf(node.name)?.length !== 2) return node;
  if (!adj_x || !adj_y || !T) return node;
  return { ...node, op: 'MatMul', attributes: { transpose_a: adj_x, transpose_b: adj_y, T } };
}

/** A factor that many products take transposed is transposed once. */
function withSharedTransposes(nodes: readonly GraphNode[], { constants }: Known): GraphNode[] {
  const takers = new Map<string, number>();
  for (const { op, inputs, attributes } of nodes)
    if (op === 'MatMul' && isTrue(attributes.transpose_b) && inputs[1] !== undefined)
      takers.set(inputs[1], (takers.get(inputs[1]) ?? 0) + 1);
  const transposes = new Map<string, GraphNode>();
  const result = nodes.map((node) => {
    const [left, right] = node.inputs;
    const { T, transpose_b } = node.attributes;
    if (node.op !== 'MatMul' || !isTrue(transpose_b) || !T) return node;
    if (left === undefined || right === undefined) return node;
    if ((takers.get(right) ?? 0) < SHARED_TRANSPOSES) return node;
    const transpose = transposes.get(right) ?? {
      name: `${node.name}/transposed`,
      op: 'Transpose',
      inputs: [right, constants.int32([2], [1, 0])],
      attributes: { T, Tperm: constants.int32Type() },
    };
    transposes.set(right, transpose);
    const attributes = { ...node.attributes, transpose_b: { b: false } };
    return { ...node, inputs: [left, transpose.name], attributes };
  });
  return [...result, ...transposes.values()];
}

/**
 * A right factor whose rows lie 4 KB apart gets some columns more, and the result loses them: within these
 * bounds the product took half the time on the CPUs we measured.
 */
function withoutAliasing(nodes: readonly GraphNode[], { constants, shapeOf }: Known): GraphNode[] {
  const int32 = constants.int32Type();
  const padded = new Map<string, GraphNode>();
  const result = nodes.flatMap((node): GraphNode[] => {
    const [left, right] = node.inputs;
    const { T, transpose_a, transpose_b } = node.attributes;
    const [rows = 0, columns = 0] = shapeOf(node.name) ?? [];
    if (node.op !== 'MatMul' || isTrue(transpose_b) || !T) return [node];
    if (left === undefined || right === undefined) return [node];
    // Of what is only made here, a stack of many, no shape is known: it is deep.
    const depth = shapeOf(left)?.[isTrue(transpose_a) ? 0 : 1] ?? Number.POSITIVE_INFINITY;
    const pays = rows >= 32 && rows < 512 && depth >= 64;
    if (columns % ALIASED_COLUMNS !== 0 || !pays) return [node];
    const wide = padded.get(right) ?? {
      name: `${node.name}/wide-factor`,
      op: 'Pad',
      inputs: [right, constants.int32([2, 2], [0, 0, 0, PADDING])],
      attributes: { T, Tpaddings: int32 },
    };
    padded.set(right, wide);
    const product = { ...node, name: `${node.name}/wide`, inputs: [left, wide.name] };
    const slice: GraphNode = {
      name: node.name,
      op: 'Slice',
      inputs: [product.name, constants.int32([2], [0, 0]), constants.int32([2], [rows, columns])],
      attributes: { T, Index: int32 },
    };
    return [product, slice];
  });
  return [...result, ...padded.values()];
}

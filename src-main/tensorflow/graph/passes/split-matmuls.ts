import { outputInName, isTrue, type GraphNode } from '../graph';
import type { PassContext } from './pass-context';

/** Multiply-adds from which a product is worth cutting up. */
const LARGE = 10e6;
/** Rows of the batch that a piece has at least: with fewer, reading the other factor is what takes time. */
const FEWEST_ROWS = 64;

/**
 * Large products are cut along their batch into as many as can run side by side. TensorFlow would split them by
 * itself, were it told to, but every small op beside them too, which costs more than it gains. Measured on two
 * cores: backprop of three layers took 3.1 instead of 3.5 ms a step, and where products of 17 million were cut
 * up, too, 3 % less again, of six layers 12 %. Where decoupled modules have something to do on every core anyway,
 * pieces only cost their joining: 4 % of six layers with cDNI, 4 % of three with large synthesizers.
 */
export function splitMatMuls(nodes: readonly GraphNode[], known: PassContext): GraphNode[] {
  const splits = new Map<string, GraphNode>();
  const result = nodes.flatMap((node) => splitUp(node, known, splits) ?? [node]);
  return [...result, ...splits.values()];
}

/** The pieces and the node that joins them under the product's name; null where it stays as it is. */
function splitUp(
  node: GraphNode,
  { constants, threads, shapeOf }: PassContext,
  splits: Map<string, GraphNode>,
): GraphNode[] | null {
  const [left, right] = node.inputs;
  const { T, transpose_a, transpose_b } = node.attributes;
  if (node.op !== 'MatMul' || !T || left === undefined || right === undefined) return null;
  // The gradient of a weight: a sum over the batch, not one result for each of its rows.
  const isSum = isTrue(transpose_a);
  if (isSum && isTrue(transpose_b)) return null;
  const [batch = 0, depth = 0] = shapeOf(left) ?? [];
  const [rows = 0, columns = 0] = shapeOf(node.name) ?? [];
  const pieces = piecesOf(batch, threads);
  const multiplyAdds = rows * columns * (isSum ? batch : depth);
  if (pieces < 2 || multiplyAdds < LARGE) return null;

  const split = (output: string): string => {
    const made = splits.get(output) ?? {
      name: `${outputInName(output)}/in-pieces`,
      op: 'Split',
      inputs: [constants.int32([], [0]), output],
      attributes: { T, num_split: { i: pieces } },
    };
    splits.set(output, made);
    return made.name;
  };
  const [lefts, rights] = [split(left), isSum ? split(right) : null];
  const at = (name: string, index: number): string => (index > 0 ? `${name}:${index}` : name);
  const parts = Array.from({ length: pieces }, (_, index): GraphNode => ({
    ...node,
    name: `${node.name}/piece-${index}`,
    inputs: [at(lefts, index), rights === null ? right : at(rights, index)],
  }));
  const names = parts.map(({ name }) => name);
  const N = { i: pieces };
  const whole: GraphNode = isSum
    ? { name: node.name, op: 'AddN', inputs: names, attributes: { N, T } }
    : {
        name: node.name,
        op: 'ConcatV2',
        inputs: [...names, constants.int32([], [0])],
        attributes: { N, T, Tidx: constants.int32Type() },
      };
  return [...parts, whole];
}

/** Into how many equal pieces a batch can be cut. */
function piecesOf(batch: number, lanes: number): number {
  let pieces = lanes;
  while (pieces > 1 && (batch % pieces !== 0 || batch / pieces < FEWEST_ROWS)) pieces -= 1;
  return pieces;
}

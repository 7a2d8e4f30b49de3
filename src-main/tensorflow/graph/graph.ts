/** A TensorFlow graph in memory, before it is written. */

export type AttributeValue =
  | { type: number }
  | { i: number }
  | { f: number }
  | { b: boolean }
  | { s: string }
  | { shape: readonly number[] }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { bools: readonly boolean[] }
  | { tensor: TensorValue };

/** A constant: the bytes of all its elements, or the one value that all of them have. */
export interface TensorValue {
  dtype: number;
  shape: readonly number[];
  content:
    | { tensorContent: Uint8Array }
    | { floatVal: number[] }
    | { intVal: number[] }
    | { boolVal: boolean[] };
}

export interface GraphNode {
  name: string;
  op: string;
  /** Outputs of other nodes: `node` for the first one, `node:1` ... for others. */
  inputs: readonly string[];
  attributes: Readonly<Record<string, AttributeValue>>;
  /** Where it computes, as TensorFlow names devices; left out, TensorFlow chooses. */
  device?: string;
  /** Nodes that must have run before this one. */
  after?: readonly string[];
  /** The same, of those that run at all: they are not kept in the graph for this. */
  afterIfKept?: readonly string[];
}

/** Whether an attribute is there and says yes. */
export function isTrue(value: AttributeValue | undefined): boolean {
  return value !== undefined && 'b' in value && value.b;
}

/** The node's name in a reference to one of its outputs. */
export function nodeOf(reference: string): string {
  const colon = reference.indexOf(':');
  return colon < 0 ? reference : reference.slice(0, colon);
}

/** An output as part of another node's name. */
export function outputInName(output: string): string {
  return output.replace(':', '-');
}

/**
 * The same nodes, each one's inputs taken from what `standIn` names in place of the node that gives them: an
 * output of a node before it, or null where it is needed itself. They stand behind their inputs, as recorded.
 */
export function replaceUses(
  nodes: readonly GraphNode[],
  standIn: (node: GraphNode) => string | null,
): GraphNode[] {
  const sources = new Map<string, string>();
  return nodes.map((given) => {
    const inputs = given.inputs.map((output) => {
      const name = nodeOf(output);
      return (sources.get(name) ?? name) + output.slice(name.length);
    });
    const node = { ...given, inputs };
    const source = standIn(node);
    if (source !== null) sources.set(node.name, source);
    return node;
  });
}

/** The nodes on which the ones in `roots` depend, themselves included, in the order of `nodes`. */
export function prune(nodes: readonly GraphNode[], roots: readonly string[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const kept = new Set<string>();
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = byName.get(name);
    if (!node || kept.has(name)) continue;
    kept.add(name);
    open.push(...node.inputs.map(nodeOf), ...(node.after ?? []));
  }
  return nodes
    .filter(({ name }) => kept.has(name))
    .map(({ afterIfKept = [], after = [], ...node }) => ({
      ...node,
      after: [...new Set([...after, ...afterIfKept.filter((name) => kept.has(name))])],
    }));
}

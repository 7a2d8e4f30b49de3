/** A TensorFlow graph in memory, before it is encoded as a SavedModel, and functions that rewrite it. */

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

/** The value of a constant: the bytes of all elements, or the one value that all elements have. */
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
  /** Outputs of other nodes: `node` for the first output, `node:1` ... for the others. */
  inputs: readonly string[];
  attributes: Readonly<Record<string, AttributeValue>>;
  /** The device it runs on, by TensorFlow's name; if undefined, TensorFlow chooses. */
  device?: string;
  /** Names of nodes that must have run before this one. */
  controlInputs?: readonly string[];
  /** Control inputs that apply only if these nodes stay in the graph: they do not keep a node from being pruned. */
  optionalControlInputs?: readonly string[];
}

/** Whether an attribute is present and true. */
export function isTrue(value: AttributeValue | undefined): boolean {
  return value !== undefined && 'b' in value && value.b;
}

/** The name of the node that an output reference (`node` or `node:1`) belongs to. */
export function nodeNameOf(output: string): string {
  const colon = output.indexOf(':');
  return colon < 0 ? output : output.slice(0, colon);
}

/**
 * The nodes with an input of each output, by the output; with `keyOf` (as `nodeNameOf`) by what that makes of it.
 */
export function findUsers(
  nodes: readonly GraphNode[],
  keyOf: (output: string) => string = (output) => output,
): Map<string, GraphNode[]> {
  const users = new Map<string, GraphNode[]>();
  for (const node of nodes)
    for (const key of new Set(node.inputs.map(keyOf))) {
      const list = users.get(key);
      if (list) list.push(node);
      else users.set(key, [node]);
    }
  return users;
}

/** A reference to an output of a node. */
export function outputAt(name: string, index: number): string {
  return index > 0 ? `${name}:${index}` : name;
}

/** An output reference in a form that is allowed within a node name. */
export function asNamePart(output: string): string {
  return output.replace(':', '-');
}

/**
 * The same nodes, but the uses of some are replaced. `replacementOf` sees each node with its inputs already
 * replaced; it returns the output of an earlier node that takes its place, or null to keep the node. Nodes
 * must be in topological order, as they are traced. A replaced node stays in the list, unused: see `prune`.
 */
export function replaceUses(
  nodes: readonly GraphNode[],
  replacementOf: (node: GraphNode) => string | null,
): GraphNode[] {
  const replacements = new Map<string, string>();
  return nodes.map((original) => {
    const inputs = original.inputs.map((output) => {
      const name = nodeNameOf(output);
      return (replacements.get(name) ?? name) + output.slice(name.length);
    });
    const node = { ...original, inputs };
    const replacement = replacementOf(node);
    if (replacement !== null) replacements.set(node.name, replacement);
    return node;
  });
}

/**
 * The nodes that `roots` depend on, roots included, in the order of `nodes`. Optional control inputs on
 * nodes that remain become ordinary ones; the others are dropped.
 */
export function prune(nodes: readonly GraphNode[], roots: readonly string[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const kept = new Set<string>();
  const pending = [...roots];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const node = byName.get(name);
    if (!node || kept.has(name)) continue;
    kept.add(name);
    pending.push(...node.inputs.map(nodeNameOf), ...(node.controlInputs ?? []));
  }
  return nodes
    .filter(({ name }) => kept.has(name))
    .map(({ optionalControlInputs = [], controlInputs = [], ...node }) => ({
      ...node,
      controlInputs: [
        ...new Set([...controlInputs, ...optionalControlInputs.filter((name) => kept.has(name))]),
      ],
    }));
}

/** The nodes in an order in which each comes after its inputs, and after those that must have run before it. */
export function sortTopologically(nodes: readonly GraphNode[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const done = new Set<string>();
  const sorted: GraphNode[] = [];
  for (const start of nodes) {
    // A path in place of recursion: the graph of a long unroll is deeper than the call stack.
    const path = [start];
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const { inputs, controlInputs = [], optionalControlInputs = [] } = node;
      const unsorted = [...inputs.map(nodeNameOf), ...controlInputs, ...optionalControlInputs]
        .map((name) => byName.get(name))
        .find((before) => before !== undefined && !done.has(before.name));
      if (unsorted) {
        path.push(unsorted);
        continue;
      }
      path.pop();
      if (done.has(node.name)) continue;
      done.add(node.name);
      sorted.push(node);
    }
  }
  return sorted;
}

import { nodeOf, type GraphNode } from './graph';

/**
 * Which group of a program's variables each resource belongs to: what updates together (a module with the
 * synthesizers of its messages), numbered in the order in which messages go forward; null for those of none.
 */
export interface DeviceGroups {
  groupOf(handle: string): number | null;
  /** `gpu:1`, or null where TensorFlow may choose. */
  deviceOf(group: number): string | null;
}

/**
 * The same nodes, each on the device of the group it works for, so that groups on different devices run side
 * by side and only messages, and the gradients handed back, travel. Forward that is the group whose weights an
 * op reads, or read before it; on the way back, the group whose update it leads to.
 */
export function placeOnDevices(nodes: readonly GraphNode[], groups: DeviceGroups): GraphNode[] {
  const sorted = inOrder(nodes);
  const groupOfNode = new Map<string, number>();
  const ofResource = ({ name, inputs }: GraphNode): number | null => {
    for (const output of [name, ...inputs]) {
      const group = groups.groupOf(nodeOf(output));
      if (group !== null) return group;
    }
    return null;
  };
  const leadsTo = updatesBehind(sorted, ofResource);
  /** Nodes computed from variables and constants alone. */
  const weights = new Set<string>();
  for (const node of sorted) {
    const inputs = node.inputs.map(nodeOf);
    if (node.op !== 'Placeholder' && inputs.every((input) => weights.has(input)))
      weights.add(node.name);
    const own = ofResource(node);
    const among = (names: readonly string[]): number[] =>
      names.flatMap((name) => groupOfNode.get(name) ?? []);
    const read = among(inputs.filter((input) => weights.has(input)));
    const heard = read.length > 0 ? read : among(inputs);
    const useful = heard.filter((group) => leadsTo.get(node.name)?.has(group));
    const group = own ?? Math.max(...(useful.length > 0 ? useful : heard));
    if (Number.isFinite(group)) groupOfNode.set(node.name, group);
  }
  return nodes.map((node) => {
    const group = groupOfNode.get(node.name);
    const device = group === undefined ? null : groups.deviceOf(group);
    return device === null ? node : { ...node, device: graphName(device) };
  });
}

/** TensorFlow's name of `gpu:1`. */
function graphName(device: string): string {
  return `/device:${device.toUpperCase()}`;
}

/** Groups whose variables are written from what a node gives, by node. What is read afterwards is another value. */
function updatesBehind(
  sorted: readonly GraphNode[],
  ofResource: (node: GraphNode) => number | null,
): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const node of [...sorted].reverse()) {
    const group = ofResource(node);
    const behind = new Set(found.get(node.name));
    // The handle itself is no value: whoever writes through it does not make it lead there.
    if (group !== null && node.inputs.length > 1) behind.add(group);
    for (const input of node.inputs.map(nodeOf)) {
      const before = found.get(input) ?? new Set();
      for (const one of behind) before.add(one);
      found.set(input, before);
    }
  }
  return found;
}

/** Each node behind those it takes its inputs from. */
function inOrder(nodes: readonly GraphNode[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const done = new Set<string>();
  const sorted: GraphNode[] = [];
  for (const first of nodes) {
    // A path of open nodes in place of recursion: unrolls are deeper than the stack.
    const path = [first];
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const waits = node.inputs
        .map((input) => byName.get(nodeOf(input)))
        .find((input) => input !== undefined && !done.has(input.name));
      if (waits) {
        path.push(waits);
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

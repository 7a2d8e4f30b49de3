/** Places the nodes of a graph on devices, so that decoupled modules run at the same time on their own device. */
import { nodeNameOf, sortTopologically, type GraphNode } from './graph';

/**
 * The groups of a program's variables. A group updates together (a module with the synthesizers of its
 * messages); groups are numbered in the order in which messages go forward.
 */
export interface DeviceGroups {
  /** The group of the resource with this handle; null for resources without one. */
  groupOf(handle: string): number | null;
  /** The device of a group, such as `gpu:1`; null where TensorFlow may choose. */
  deviceOf(group: number): string | null;
}

/**
 * The same nodes, each with the device of the group it computes for, so that only messages and the gradients
 * handed back travel between devices. In the forward pass that is the group whose weights an op reads, or
 * that its inputs were computed for; in the backward pass, the group whose update the result leads to.
 */
export function placeOnDevices(nodes: readonly GraphNode[], groups: DeviceGroups): GraphNode[] {
  const sorted = sortTopologically(nodes);
  const resourceGroupOf = ({ name, inputs }: GraphNode): number | null => {
    for (const output of [name, ...inputs]) {
      const group = groups.groupOf(nodeNameOf(output));
      if (group !== null) return group;
    }
    return null;
  };
  const groupOfNode = assignGroups(sorted, resourceGroupOf);
  return nodes.map((node) => {
    const group = groupOfNode.get(node.name);
    const device = group === undefined ? null : groups.deviceOf(group);
    return device === null ? node : { ...node, device: tensorFlowDeviceName(device) };
  });
}

/** The group of each node, by name; none for nodes that TensorFlow may place. */
function assignGroups(
  sorted: readonly GraphNode[],
  resourceGroupOf: (node: GraphNode) => number | null,
): Map<string, number> {
  const groupOfNode = new Map<string, number>();
  const updatedGroups = findUpdatedGroups(sorted, resourceGroupOf);
  /** Nodes computed from variables and constants alone. */
  const weights = new Set<string>();
  for (const node of sorted) {
    const inputs = node.inputs.map(nodeNameOf);
    if (node.op !== 'Placeholder' && inputs.every((input) => weights.has(input)))
      weights.add(node.name);
    const groupsOf = (names: readonly string[]): number[] =>
      names.flatMap((name) => groupOfNode.get(name) ?? []);
    const weightGroups = groupsOf(inputs.filter((input) => weights.has(input)));
    const inputGroups = weightGroups.length > 0 ? weightGroups : groupsOf(inputs);
    const usefulGroups = inputGroups.filter((group) => updatedGroups.get(node.name)?.has(group));
    const candidates = usefulGroups.length > 0 ? usefulGroups : inputGroups;
    const group = resourceGroupOf(node) ?? Math.max(...candidates);
    if (Number.isFinite(group)) groupOfNode.set(node.name, group);
  }
  return groupOfNode;
}

/** The name that TensorFlow has for `gpu:1`. */
function tensorFlowDeviceName(device: string): string {
  return `/device:${device.toUpperCase()}`;
}

/**
 * The groups with a variable whose new value depends on a node, by the name of the node. A read after the
 * write returns another value, so the dependence does not pass through it.
 */
function findUpdatedGroups(
  sorted: readonly GraphNode[],
  resourceGroupOf: (node: GraphNode) => number | null,
): Map<string, Set<number>> {
  const updatedGroups = new Map<string, Set<number>>();
  for (const node of [...sorted].reverse()) {
    const group = resourceGroupOf(node);
    const updated = new Set(updatedGroups.get(node.name));
    // An op that takes other inputs besides the handle writes the resource; a read takes the handle alone.
    if (group !== null && node.inputs.length > 1) updated.add(group);
    for (const input of node.inputs.map(nodeNameOf)) {
      const ofInput = updatedGroups.get(input) ?? new Set();
      for (const group of updated) ofInput.add(group);
      updatedGroups.set(input, ofInput);
    }
  }
  return updatedGroups;
}

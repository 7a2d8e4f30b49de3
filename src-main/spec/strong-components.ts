/**
 * Strongly connected components of a directed graph (Tarjan's algorithm), in linear time. Its recursion is a stack of
 * its own, since a chain of nodes would overflow that of the language. Returns the number of the component of each
 * node; a component has a larger number than those it leads to.
 */
export function numberComponents(
  nodes: readonly string[],
  successors: (node: string) => readonly string[],
): Map<string, number> {
  const componentOf = new Map<string, number>();
  const depths = new Map<string, number>();
  /** Nodes without a component yet, in the order of their visit. */
  const open: string[] = [];
  let components = 0;
  for (const root of nodes) {
    if (depths.has(root)) continue;
    const calls = [startVisit(root)];
    for (let call = calls.at(-1); call; call = calls.at(-1)) {
      const successor = call.successors[call.next++];
      if (successor === undefined) {
        calls.pop();
        finishVisit(call, calls.at(-1));
      } else if (!depths.has(successor)) calls.push(startVisit(successor));
      else if (!componentOf.has(successor))
        call.lowest = Math.min(call.lowest, depths.get(successor) ?? 0);
    }
  }
  return componentOf;

  function startVisit(node: string): Visit {
    const depth = depths.size;
    depths.set(node, depth);
    open.push(node);
    return { node, depth, lowest: depth, successors: successors(node), next: 0 };
  }

  function finishVisit({ node, depth, lowest }: Visit, caller: Visit | undefined): void {
    if (caller) caller.lowest = Math.min(caller.lowest, lowest);
    if (lowest < depth) return;
    // Nothing that was visited since the node leads to an earlier one: these nodes are a component.
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      componentOf.set(member, components);
      if (member === node) break;
    }
    components++;
  }
}

/** A node that is being visited: its number, the lowest number it is known to lead to, and its next successor. */
interface Visit {
  node: string;
  depth: number;
  lowest: number;
  successors: readonly string[];
  next: number;
}

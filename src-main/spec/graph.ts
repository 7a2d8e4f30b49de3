import { edgeId, type Edge, type EdgeId, type Model, type ModuleSettings } from './model';
import type { Method } from './training';

/** Edges that end at a node, in the order of the spec, which is the order in which `concat` joins messages. */
export function incomingEdges(model: Model, node: string): Edge[] {
  return model.edges.filter((edge) => edge.to === node);
}

/** Edges that start at a node, in the order of the spec. */
export function outgoingEdges(model: Model, node: string): Edge[] {
  return model.edges.filter((edge) => edge.from === node);
}

/**
 * The edges by node. Walks over the whole model use it in place of `incomingEdges` and `outgoingEdges`, which
 * search the whole list at each call.
 */
export interface EdgeIndex {
  /** In the order of the spec. Edges from or to nodes that do not exist are included. */
  incoming(node: string): readonly Edge[];
  outgoing(node: string): readonly Edge[];
}

export function indexEdges(model: Model): EdgeIndex {
  const byTarget = new Map<string, Edge[]>();
  const bySource = new Map<string, Edge[]>();
  const add = (edges: Map<string, Edge[]>, node: string, edge: Edge): void => {
    const list = edges.get(node);
    if (list) list.push(edge);
    else edges.set(node, [edge]);
  };
  for (const edge of model.edges) {
    add(byTarget, edge.to, edge);
    add(bySource, edge.from, edge);
  }
  return {
    incoming: (node) => byTarget.get(node) ?? [],
    outgoing: (node) => bySource.get(node) ?? [],
  };
}

/** The model without its delayed edges: the acyclic graph that runs within one tick. */
export function removeDelayedEdges(model: Model): Model {
  return { ...model, edges: model.edges.filter(({ delay }) => delay === undefined) };
}

/**
 * Nodes in topological order of the edges without delay (Kahn's algorithm); where several nodes are ready, in
 * the order of the spec. Nodes on a cycle without delay, and nodes that depend on one, are in `cyclic` instead.
 */
export function topologicalOrder(model: Model): { order: string[]; cyclic: string[] } {
  const graph = removeDelayedEdges(model);
  const { outgoing } = indexEdges(graph);
  const inDegrees = new Map(Object.keys(model.nodes).map((id) => [id, 0]));
  for (const { from, to } of graph.edges)
    if (inDegrees.has(from) && inDegrees.has(to)) inDegrees.set(to, (inDegrees.get(to) ?? 0) + 1);
  const order: string[] = [];
  const ready = [...inDegrees].filter(([, degree]) => degree === 0).map(([id]) => id);
  // Nodes that become ready are appended while the loop runs.
  for (const id of ready) {
    order.push(id);
    inDegrees.delete(id);
    for (const { to } of outgoing(id)) {
      const degree = inDegrees.get(to);
      if (degree === undefined) continue;
      inDegrees.set(to, degree - 1);
      if (degree === 1) ready.push(to);
    }
  }
  return { order, cyclic: [...inDegrees.keys()] };
}

/**
 * One cycle among the nodes `within`, in the order of its edges, starting with the node that is first in the
 * set; null where there is none.
 */
export function findCycle(
  within: ReadonlySet<string>,
  { incoming, outgoing }: EdgeIndex,
): string[] | null {
  const remaining = new Set(within);
  const predecessor = (id: string): string | undefined =>
    incoming(id).find((edge) => remaining.has(edge.from))?.from;
  // A node without predecessors is on no cycle. Removing it may take the last predecessor of its successors,
  // so they are moved to the end of the set, where the loop visits them again.
  for (const id of remaining) {
    if (predecessor(id) !== undefined) continue;
    remaining.delete(id);
    for (const { to } of outgoing(id)) if (remaining.delete(to)) remaining.add(to);
  }
  // Every remaining node has a predecessor, so walking backwards must return to a visited node.
  const path = new Set<string>();
  let [id] = remaining;
  while (id !== undefined && !path.has(id)) {
    path.add(id);
    id = predecessor(id);
  }
  if (id === undefined) return null;
  const visited = [...path];
  return rotateToFirst(visited.slice(visited.indexOf(id)).reverse(), within);
}

/** The same cycle, starting with the one of its nodes that comes first in `order`. */
function rotateToFirst(cycle: readonly string[], order: ReadonlySet<string>): string[] {
  const members = new Set(cycle);
  const first = [...order].find((id) => members.has(id)) ?? '';
  const start = cycle.indexOf(first);
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}

/**
 * Strongly connected components of the nodes `within`, over all edges, delayed ones included. Most are single
 * nodes. The nodes of a component are in topological order within a tick; a component comes after those it
 * depends on.
 */
export function stronglyConnectedComponents(model: Model, within: ReadonlySet<string>): string[][] {
  const { order } = topologicalOrder(model);
  const { outgoing, incoming } = indexEdges(model);
  const ids = order.filter((id) => within.has(id));
  const reach = (start: string, neighbours: (id: string) => string[]): Set<string> => {
    const reached = new Set(neighbours(start).filter((id) => within.has(id)));
    // The loop visits the nodes that it adds, too.
    for (const id of reached)
      for (const neighbour of neighbours(id)) if (within.has(neighbour)) reached.add(neighbour);
    return reached;
  };
  const components: string[][] = [];
  const placed = new Set<string>();
  for (const id of ids) {
    if (placed.has(id)) continue;
    const descendants = reach(id, (node) => outgoing(node).map(({ to }) => to));
    const ancestors = reach(id, (node) => incoming(node).map(({ from }) => from));
    const component = ids.filter(
      (other) => other === id || (descendants.has(other) && ancestors.has(other)),
    );
    for (const member of component) placed.add(member);
    components.push(component);
  }
  return sortComponents(components, model);
}

/** Components in topological order: each after those it depends on (depth-first search). */
function sortComponents(components: readonly string[][], model: Model): string[][] {
  const componentOf = new Map(
    components.flatMap((component) => component.map((id) => [id, component])),
  );
  const { incoming } = indexEdges(model);
  const sorted: string[][] = [];
  const visited = new Set<string[]>();
  const visit = (component: string[]): void => {
    if (visited.has(component)) return;
    visited.add(component);
    for (const id of component)
      for (const { from } of incoming(id)) {
        const dependency = componentOf.get(from);
        if (dependency) visit(dependency);
      }
    sorted.push(component);
  };
  for (const component of components) visit(component);
  return sorted;
}

/** Nodes that update together: a connected component of the graph without its decoupled edges. */
export interface Module {
  /** Its first node in topological order. The id stays the same as long as that node does. */
  id: string;
  nodes: string[];
  /** Decoupled edges that start in this module. */
  outgoing: EdgeId[];
  /** Decoupled edges that end in this module. */
  incoming: EdgeId[];
}

/**
 * The modules of a model, found by union-find, in topological order of their first node. Input nodes have no
 * parameters and belong to no module.
 */
export function findModules(model: Model): Module[] {
  const { order, cyclic } = topologicalOrder(model);
  const ids = [...order, ...cyclic].filter((id) => model.nodes[id]?.kind !== 'input');
  const root = new Map(ids.map((id) => [id, id]));
  const findRoot = (id: string): string => {
    let top = id;
    for (let up = root.get(top); up !== undefined && up !== top; up = root.get(top)) top = up;
    if (root.has(id)) root.set(id, top);
    return top;
  };
  const rank = new Map(ids.map((id, index) => [id, index]));
  for (const edge of model.edges) {
    if (edge.decoupled || !root.has(edge.from) || !root.has(edge.to)) continue;
    const [a, b] = [findRoot(edge.from), findRoot(edge.to)];
    if ((rank.get(a) ?? 0) <= (rank.get(b) ?? 0)) root.set(b, a);
    else root.set(a, b);
  }
  const modules = new Map<string, Module>();
  for (const id of ids) {
    const key = findRoot(id);
    const module = modules.get(key) ?? { id: key, nodes: [], outgoing: [], incoming: [] };
    module.nodes.push(id);
    modules.set(key, module);
  }
  for (const edge of model.edges) {
    if (!edge.decoupled) continue;
    modules.get(findRoot(edge.from))?.outgoing.push(edgeId(edge));
    modules.get(findRoot(edge.to))?.incoming.push(edgeId(edge));
  }
  return [...modules.values()];
}

/** The id of the module that each node belongs to. */
export function mapNodesToModules(modules: readonly Module[]): Map<string, string> {
  return new Map(modules.flatMap((module) => module.nodes.map((node) => [node, module.id])));
}

/** How many parts of a step can run without waiting for each other. Under `backprop` all modules are locked: 1. */
export function countUnlockedModules(model: Model, method: Method): number {
  return method === 'backprop' ? 1 : Math.max(1, findModules(model).length);
}

/** Settings of a module, which the model stores under any one of its nodes; empty where it has none. */
export function findModuleSettings(
  model: Model,
  { nodes }: Pick<Module, 'nodes'>,
): Readonly<ModuleSettings> {
  return nodes.map((node) => model.modules[node]).find((settings) => settings !== undefined) ?? {};
}

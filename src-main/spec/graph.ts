import { perModel } from './keep-results';
import { edgeId, type Edge, type EdgeId, type Model, type ModuleSettings } from './model';
import { isLoss, type LossNode, type Node } from './nodes';
import { numberComponents } from './strong-components';
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

export const indexEdges = perModel(computeEdgeIndex);

function computeEdgeIndex(model: Model): EdgeIndex {
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
export const topologicalOrder = perModel(computeOrder);

function computeOrder(model: Model): { order: string[]; cyclic: string[] } {
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
 * Cycles among the nodes `within`, each in the order of its edges and starting with the node that is first in the set.
 * No two have a node in common, and without their nodes there is no cycle left.
 */
export function findCycles(within: ReadonlySet<string>, { outgoing }: EdgeIndex): string[][] {
  const rank = new Map([...within].map((id, index) => [id, index]));
  /** Nodes that are on no cycle, or on one that was found. */
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const root of within) {
    // Depth-first search: the path from the root, and how many edges of each of its nodes were followed.
    const path = [root];
    const followed = new Map([[root, 0]]);
    for (let id = path.at(-1); id !== undefined; id = path.at(-1)) {
      const next = done.has(id) ? undefined : outgoing(id)[followed.get(id) ?? 0]?.to;
      if (next === undefined) {
        done.add(id);
        path.pop();
        continue;
      }
      if (!within.has(next) || done.has(next)) {
        followed.set(id, (followed.get(id) ?? 0) + 1);
      } else if (followed.has(next)) {
        const cycle = path.slice(path.lastIndexOf(next));
        for (const member of cycle) done.add(member);
        cycles.push(rotateToFirst(cycle, rank));
      } else {
        followed.set(next, 0);
        path.push(next);
      }
    }
  }
  return cycles;
}

/** The same cycle, starting with the node of the lowest rank. */
function rotateToFirst(cycle: readonly string[], rank: ReadonlyMap<string, number>): string[] {
  const ranks = cycle.map((id) => rank.get(id) ?? 0);
  const start = ranks.indexOf(ranks.reduce((lowest, value) => Math.min(lowest, value)));
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}

/**
 * Strongly connected components of the nodes `within`, over all edges, delayed ones included. Most are single
 * nodes. The nodes of a component are in topological order within a tick; a component comes after those it
 * depends on.
 */
export function stronglyConnectedComponents(model: Model, within: ReadonlySet<string>): string[][] {
  const ids = topologicalOrder(model).order.filter((id) => within.has(id));
  const edges = indexEdges(model);
  const numbers = numberComponents(ids, (id) =>
    edges.outgoing(id).flatMap(({ to }) => (within.has(to) ? [to] : [])),
  );
  const components = new Map<number, string[]>();
  const componentOf = new Map<string, string[]>();
  for (const id of ids) {
    const number = numbers.get(id) ?? 0;
    const component = components.get(number) ?? [];
    component.push(id);
    components.set(number, component);
    componentOf.set(id, component);
  }
  return sortComponents([...components.values()], componentOf, edges);
}

/** Components in topological order: each after those it depends on (depth-first search). */
function sortComponents(
  components: readonly string[][],
  componentOf: ReadonlyMap<string, string[]>,
  { incoming }: EdgeIndex,
): string[][] {
  const sorted: string[][] = [];
  const visited = new Set<string[]>();
  for (const root of components) {
    if (visited.has(root)) continue;
    visited.add(root);
    const path = [visitDependencies(root)];
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      const { value: dependency, done } = visit.dependencies.next();
      if (done) {
        sorted.push(visit.component);
        path.pop();
      } else if (!visited.has(dependency)) {
        visited.add(dependency);
        path.push(visitDependencies(dependency));
      }
    }
  }
  return sorted;

  function visitDependencies(component: string[]) {
    return { component, dependencies: dependenciesOf(component) };
  }

  function* dependenciesOf(component: readonly string[]): Generator<string[], undefined> {
    for (const id of component)
      for (const { from } of incoming(id)) {
        const dependency = componentOf.get(from);
        if (dependency) yield dependency;
      }
  }
}

/**
 * By node: the loss that is nearest by number of edges; of several, the one that a breadth-first search finds first.
 * A path leads through nodes for which `passes` holds. Nodes without such a path are absent.
 */
export function findNearestLosses(
  model: Model,
  passes: (node: Node) => boolean = () => true,
): Map<string, LossNode> {
  const { incoming, outgoing } = indexEdges(model);
  const distances = new Map<string, number>();
  const nearest = new Map<string, LossNode>();
  for (const [id, node] of Object.entries(model.nodes))
    if (isLoss(node)) {
      distances.set(id, 0);
      nearest.set(id, node);
    }
  const isPassable = (id: string): boolean => {
    const node = model.nodes[id];
    return node === undefined || isLoss(node) || passes(node);
  };
  // A breadth-first search against the edges: the loop visits the nodes that it adds, too.
  for (const [id, distance] of distances) {
    const next = outgoing(id).find(
      ({ to }) => distances.get(to) === distance - 1 && isPassable(to),
    );
    const loss = next && nearest.get(next.to);
    if (loss) nearest.set(id, loss);
    if (!isPassable(id)) continue;
    for (const { from } of incoming(id))
      if (!distances.has(from)) distances.set(from, distance + 1);
  }
  return nearest;
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
export const findModules = perModel(computeModules);

function computeModules(model: Model): Module[] {
  const { order, cyclic } = topologicalOrder(model);
  const ids = [...order, ...cyclic].filter((id) => model.nodes[id]?.kind !== 'input');
  const root = new Map(ids.map((id) => [id, id]));
  const findRoot = (id: string): string => {
    let top = id;
    for (let up = root.get(top); up !== undefined && up !== top; up = root.get(top)) top = up;
    // Everything on the way points to the root from now on, so that chains stay short.
    for (let at = id; at !== top;) {
      const up = root.get(at) ?? top;
      root.set(at, top);
      at = up;
    }
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

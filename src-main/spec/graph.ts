import { edgeId, type Edge, type EdgeId, type Model, type ModuleSettings } from './model';
import type { Method } from './training';

/** A node's edges, in the order of the list: it decides the order of `concat` and of messages. */
export function edgesInto(model: Model, node: string): Edge[] {
  return model.edges.filter((edge) => edge.to === node);
}

export function edgesFrom(model: Model, node: string): Edge[] {
  return model.edges.filter((edge) => edge.from === node);
}

/** The edges of every node, for walks over the whole model: looked up once, not once a node. */
export interface Wiring {
  /** In the order of the list. Edges from or to nodes that do not exist are included. */
  into(node: string): readonly Edge[];
  from(node: string): readonly Edge[];
}

export function wire(model: Model): Wiring {
  const into = new Map<string, Edge[]>();
  const from = new Map<string, Edge[]>();
  const add = (ends: Map<string, Edge[]>, node: string, edge: Edge): void => {
    const list = ends.get(node);
    if (list) list.push(edge);
    else ends.set(node, [edge]);
  };
  for (const edge of model.edges) {
    add(into, edge.to, edge);
    add(from, edge.from, edge);
  }
  return { into: (node) => into.get(node) ?? [], from: (node) => from.get(node) ?? [] };
}

/** The model without its recurrent edges: what happens within one tick. */
export function withinTick(model: Model): Model {
  return { ...model, edges: model.edges.filter(({ delay }) => delay === undefined) };
}

/**
 * Nodes ordered so that each comes after all it hears from within a tick; among equals the order of the
 * spec. Nodes on a cycle without delay, or behind one, are left out and named in `cyclic`.
 */
export function topologicalOrder(model: Model): { order: string[]; cyclic: string[] } {
  const tick = withinTick(model);
  const { from } = wire(tick);
  const waiting = new Map(Object.keys(model.nodes).map((id) => [id, 0]));
  for (const edge of tick.edges)
    if (waiting.has(edge.from) && waiting.has(edge.to))
      waiting.set(edge.to, (waiting.get(edge.to) ?? 0) + 1);
  const order: string[] = [];
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  // Nodes that become ready are appended while the loop runs.
  for (const id of ready) {
    order.push(id);
    waiting.delete(id);
    for (const edge of from(id)) {
      const left = waiting.get(edge.to);
      if (left === undefined) continue;
      waiting.set(edge.to, left - 1);
      if (left === 1) ready.push(edge.to);
    }
  }
  return { order, cyclic: [...waiting.keys()] };
}

/**
 * One cycle among the nodes `within`, in the order of its edges and beginning with the node that
 * stands first in the set; null where there is none.
 */
export function findCycle(within: ReadonlySet<string>, { into, from }: Wiring): string[] | null {
  const left = new Set(within);
  const before = (id: string): string | undefined =>
    into(id).find((edge) => left.has(edge.from))?.from;
  // A node that none in the set leads to is on no cycle; without it, look again at those behind it.
  for (const id of left) {
    if (before(id) !== undefined) continue;
    left.delete(id);
    for (const { to } of from(id)) if (left.delete(to)) left.add(to);
  }
  // Now each has one before it, so that walking backwards must come round.
  const path = new Set<string>();
  let [id] = left;
  while (id !== undefined && !path.has(id)) {
    path.add(id);
    id = before(id);
  }
  if (id === undefined) return null;
  const walked = [...path];
  return fromFirst(walked.slice(walked.indexOf(id)).reverse(), within);
}

/** The same round, begun with whichever of its nodes stands first in `order`. */
function fromFirst(cycle: readonly string[], order: ReadonlySet<string>): string[] {
  const members = new Set(cycle);
  const first = [...order].find((id) => members.has(id)) ?? '';
  const at = cycle.indexOf(first);
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}

/**
 * Groups of nodes that hear each other in a circle, over recurrent edges or not, each in the order within a
 * tick; most are single nodes. Every group comes after those it hears from. `within`: the nodes to look at.
 */
export function findCircles(model: Model, within: ReadonlySet<string>): string[][] {
  const { order } = topologicalOrder(model);
  const { from, into } = wire(model);
  const ids = order.filter((id) => within.has(id));
  const reach = (start: string, next: (id: string) => string[]): Set<string> => {
    const found = new Set<string>();
    for (const id of next(start)) if (within.has(id)) found.add(id);
    // Nodes found are appended while the loop runs.
    for (const id of found) for (const other of next(id)) if (within.has(other)) found.add(other);
    return found;
  };
  const groups: string[][] = [];
  const placed = new Set<string>();
  for (const id of ids) {
    if (placed.has(id)) continue;
    const after = reach(id, (at) => from(at).map(({ to }) => to));
    const before = reach(id, (at) => into(at).map((edge) => edge.from));
    const group = ids.filter((other) => other === id || (after.has(other) && before.has(other)));
    for (const member of group) placed.add(member);
    groups.push(group);
  }
  return sortGroups(groups, model);
}

/** Groups in an order in which each comes after all it hears from. */
function sortGroups(groups: readonly string[][], model: Model): string[][] {
  const groupOf = new Map(groups.flatMap((group) => group.map((id) => [id, group])));
  const { into } = wire(model);
  const sorted: string[][] = [];
  const seen = new Set<string[]>();
  const place = (group: string[]): void => {
    if (seen.has(group)) return;
    seen.add(group);
    for (const id of group)
      for (const edge of into(id)) {
        const before = groupOf.get(edge.from);
        if (before) place(before);
      }
    sorted.push(group);
  };
  for (const group of groups) place(group);
  return sorted;
}

/** Nodes that update together: what stays connected once the decoupled edges are cut. */
export interface Module {
  /** Its first node in topological order; stable while that node stays. */
  id: string;
  nodes: string[];
  /** Decoupled edges whose message comes from this module, and those that arrive at it. */
  outgoing: EdgeId[];
  incoming: EdgeId[];
}

/**
 * The modules of a model, in topological order of their first computing node. Input nodes only hand
 * data on and belong to no module.
 */
export function findModules(model: Model): Module[] {
  const { order, cyclic } = topologicalOrder(model);
  const ids = [...order, ...cyclic].filter((id) => model.nodes[id]?.kind !== 'input');
  const root = new Map(ids.map((id) => [id, id]));
  const find = (id: string): string => {
    let top = id;
    for (let up = root.get(top); up !== undefined && up !== top; up = root.get(top)) top = up;
    if (root.has(id)) root.set(id, top);
    return top;
  };
  const rank = new Map(ids.map((id, index) => [id, index]));
  for (const edge of model.edges) {
    if (edge.decoupled || !root.has(edge.from) || !root.has(edge.to)) continue;
    const [a, b] = [find(edge.from), find(edge.to)];
    if ((rank.get(a) ?? 0) <= (rank.get(b) ?? 0)) root.set(b, a);
    else root.set(a, b);
  }
  const modules = new Map<string, Module>();
  for (const id of ids) {
    const key = find(id);
    const module = modules.get(key) ?? { id: key, nodes: [], outgoing: [], incoming: [] };
    module.nodes.push(id);
    modules.set(key, module);
  }
  for (const edge of model.edges) {
    if (!edge.decoupled) continue;
    modules.get(find(edge.from))?.outgoing.push(edgeId(edge));
    modules.get(find(edge.to))?.incoming.push(edgeId(edge));
  }
  return [...modules.values()];
}

/** Which module each node belongs to, by module id. */
export function moduleOfNode(modules: readonly Module[]): Map<string, string> {
  return new Map(modules.flatMap((module) => module.nodes.map((node) => [node, module.id])));
}

/** Into how many parts a step falls that need not wait for each other: under backprop everything is one locked whole. */
export function unlockedParts(model: Model, method: Method): number {
  return method === 'backprop' ? 1 : Math.max(1, findModules(model).length);
}

/** A module's own settings, whichever of its nodes they are kept under (of one alone); empty where it has none. */
export function settingsOfModule(
  model: Model,
  { nodes }: Pick<Module, 'nodes'>,
): Readonly<ModuleSettings> {
  return nodes.map((node) => model.modules[node]).find((own) => own !== undefined) ?? {};
}

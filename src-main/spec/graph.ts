import { edgeId, type Edge, type EdgeId, type Model } from './model';

/** A node's edges, in the order of the list: it decides the order of `concat` and of messages. */
export function edgesInto(model: Model, node: string): Edge[] {
  return model.edges.filter((edge) => edge.to === node);
}

export function edgesFrom(model: Model, node: string): Edge[] {
  return model.edges.filter((edge) => edge.from === node);
}

/**
 * Nodes ordered so that each comes after all it hears from; among equals the order of the spec.
 * Nodes on a cycle, or behind one, are left out and named in `cyclic`.
 */
export function topologicalOrder(model: Model): { order: string[]; cyclic: string[] } {
  const waiting = new Map(Object.keys(model.nodes).map((id) => [id, 0]));
  for (const edge of model.edges)
    if (waiting.has(edge.from) && waiting.has(edge.to))
      waiting.set(edge.to, (waiting.get(edge.to) ?? 0) + 1);
  const order: string[] = [];
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    order.push(id);
    waiting.delete(id);
    for (const edge of edgesFrom(model, id)) {
      const left = waiting.get(edge.to);
      if (left === undefined) continue;
      waiting.set(edge.to, left - 1);
      if (left === 1) ready.push(edge.to);
    }
  }
  return { order, cyclic: [...waiting.keys()] };
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
    const parent = root.get(id);
    return parent === undefined || parent === id ? id : find(parent);
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

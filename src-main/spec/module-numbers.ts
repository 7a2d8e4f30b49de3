import type { Experiment } from './experiment';
import { findModules, mapNodesToModules, type Module } from './graph';
import { keepResults, perModel } from './keep-results';
import type { Model } from './model';
import { isLoss } from './nodes';

/** As many modules have a colour of their own; beyond, the colours come again. */
export const moduleColorCount = 8;

/** The numbers that a model is saved with, by a node of each module: `keepModuleNumbers`. */
type SavedNumbers = Readonly<Record<string, number>>;

/**
 * The number of each node's module, by node id, which decides its colour wherever a module is drawn. Modules have the
 * numbers that the model was saved with; the others take the lowest free ones in their order, those of a part of the model
 * that no loss is in last. Input nodes have no entry, and neither has a node without edges, to which no gradient arrives.
 *
 *     const numbers = numberModules(experiment.model, experiment.canvas?.moduleNumbers);
 */
export function numberModules(model: Model, saved: SavedNumbers = {}): ReadonlyMap<string, number> {
  const modules = listNumbered(model);
  const wanted = modules.map((module) => findSaved(module, saved));
  return byNode(modules, assignNumbers(modules, wanted));
}

function findSaved({ nodes }: Module, saved: SavedNumbers): number | null {
  // Nodes may be called `constructor` and the like.
  const named = nodes.find((id) => Object.prototype.hasOwnProperty.call(saved, id));
  return named === undefined ? null : (saved[named] ?? null);
}

/**
 * The experiment after an edit, in which every module that is mostly the same nodes as one before has its number, and so
 * its colour. The numbers are saved with the model where its modules would have others without.
 */
export function keepModuleNumbers(before: Experiment, after: Experiment): Experiment {
  const saved = after.canvas?.moduleNumbers;
  if (after.model === before.model && saved === before.canvas?.moduleNumbers) return after;
  // Both are versions of an open model, which are never changed.
  keepResults(before.model);
  keepResults(after.model);
  const modules = listNumbered(after.model);
  const old = numberModules(before.model, before.canvas?.moduleNumbers);
  const matched = matchNumbers(modules, old);
  // A module without a node of before is new, or its only node is renamed.
  const wanted = modules.map((module, index) => matched[index] ?? findSaved(module, saved ?? {}));
  const numbers = assignNumbers(modules, wanted);
  const kept = byNode(modules, numbers);
  if (isSameMap(kept, numberModules(after.model))) return withoutModuleNumbers(after);
  if (saved && isSameMap(kept, numberModules(after.model, saved))) return after;
  const moduleNumbers = Object.fromEntries(
    modules.map(({ id }, index) => [id, numbers[index] ?? 0]),
  );
  return { ...after, canvas: { positions: {}, ...after.canvas, moduleNumbers } };
}

/** The experiment as it is without saved numbers, which say nothing of the model itself. */
export function withoutModuleNumbers(experiment: Experiment): Experiment {
  if (experiment.canvas?.moduleNumbers === undefined) return experiment;
  const { canvas, ...rest } = experiment;
  const places = { ...canvas };
  delete places.moduleNumbers;
  const hasPlaces = Object.keys(places.positions).length > 0 || Object.keys(places).length > 1;
  return hasPlaces ? { ...rest, canvas: places } : rest;
}

/** For each module the number of the one that it has the most nodes of; the largest share of a module has its number. */
function matchNumbers(
  modules: readonly Module[],
  old: ReadonlyMap<string, number>,
): (number | null)[] {
  const shares = modules.flatMap(({ nodes }, index) => {
    const counts = new Map<number, number>();
    for (const id of nodes) {
      const number = old.get(id);
      if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return [...counts].map(([number, count]) => ({ index, number, count }));
  });
  const matched = modules.map((): number | null => null);
  const taken = new Set<number>();
  // A stable sort: of equal shares the first in order has the number.
  for (const { index, number } of shares.sort((a, b) => b.count - a.count)) {
    if (matched[index] !== null || taken.has(number)) continue;
    matched[index] = number;
    taken.add(number);
  }
  return matched;
}

/**
 * Each module the number that it wants, the first of those that want the same; the others the lowest free one. Up to
 * eight modules differ in colour, of more at least those that an edge joins: of two such that want one colour, the second
 * has another number.
 */
function assignNumbers(modules: readonly Module[], wanted: readonly (number | null)[]): number[] {
  const taken = new Set<number>();
  const isFew = modules.length <= moduleColorCount;
  const neighbours = listNeighbours(modules);
  const numbers = modules.map((): number | null => null);
  const colorsAround = (index: number): Set<number> => {
    const colors = new Set<number>();
    for (const other of neighbours[index] ?? []) {
      const number = numbers[other];
      if (typeof number === 'number') colors.add(number % moduleColorCount);
    }
    return colors;
  };
  wanted.forEach((number, index) => {
    if (number === null) return;
    const own = isFew ? number % moduleColorCount : number;
    if (taken.has(own) || colorsAround(index).has(own % moduleColorCount)) return;
    taken.add(own);
    numbers[index] = own;
  });
  let lowest = 0;
  return modules.map((_, index) => {
    const own = numbers[index];
    if (typeof own === 'number') return own;
    while (taken.has(lowest)) lowest += 1;
    const besides = colorsAround(index);
    let free = lowest;
    if (besides.size < moduleColorCount)
      while (taken.has(free) || besides.has(free % moduleColorCount)) free += 1;
    taken.add(free);
    numbers[index] = free;
    return free;
  });
}

/** By position among the modules, the positions of those that a decoupled edge joins to it. */
function listNeighbours(modules: readonly Module[]): Set<number>[] {
  const at = new Map(modules.map(({ id }, index) => [id, index]));
  const moduleOf = mapNodesToModules(modules);
  const neighbours = modules.map(() => new Set<number>());
  modules.forEach(({ outgoing }, index) => {
    for (const edge of outgoing) {
      const other = at.get(moduleOf.get(edge.split('->')[1] ?? '') ?? '');
      if (other === undefined || other === index) continue;
      neighbours[index]?.add(other);
      neighbours[other]?.add(index);
    }
  });
  return neighbours;
}

function byNode(modules: readonly Module[], numbers: readonly number[]): Map<string, number> {
  return new Map(
    modules.flatMap(({ nodes }, index) => nodes.map((id) => [id, numbers[index] ?? 0] as const)),
  );
}

function isSameMap(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([id, number]) => b.get(id) === number);
}

/** The modules that have a number, in the order in which they take one. */
const listNumbered = perModel((model: Model): Module[] => {
  const ranks = rankNodes(model);
  const rankOf = ({ nodes: [node = ''] }: Module): number => ranks.get(node) ?? 0;
  return (
    findModules(model)
      .filter((module) => rankOf(module) > 1)
      // A stable sort: modules of one rank stay in their order.
      .sort((a, b) => (rankOf(a) === rankOf(b) ? 0 : rankOf(b) - rankOf(a)))
  );
});

/** For each node the size of the connected part of the model that it is in; infinite where the part has a loss. */
function rankNodes({ nodes, edges }: Model): Map<string, number> {
  const neighbours = new Map(Object.keys(nodes).map((id) => [id, new Set<string>()]));
  for (const { from, to } of edges) {
    if (from === to) continue;
    neighbours.get(from)?.add(to);
    neighbours.get(to)?.add(from);
  }
  const ranks = new Map<string, number>();
  for (const id of neighbours.keys()) {
    if (ranks.has(id)) continue;
    const part = new Set([id]);
    // The loop also visits the nodes that are added while it runs.
    for (const member of part) for (const next of neighbours.get(member) ?? []) part.add(next);
    const hasLoss = [...part].some((member) => {
      const node = nodes[member];
      return node !== undefined && isLoss(node);
    });
    const isConnectedLoss = hasLoss && part.size > 1;
    for (const member of part) ranks.set(member, isConnectedLoss ? Infinity : part.size);
  }
  return ranks;
}

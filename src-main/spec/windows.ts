import type { Experiment } from './experiment';
import { findModules, moduleOfNode } from './graph';
import type { Edge, Model } from './model';
import { isCore } from './nodes';
import { inferPeriods } from './periods';
import { isSequential, sequenceTicks } from './task';

/** Ticks of the stream that each part of a run takes in before it updates. */
export interface Windows {
  /** By module id: unroll × the slowest period in it. Under `backprop` all have the same. */
  modules: Record<string, number>;
  /** Ticks of one training step: the shortest window, which divides all others. */
  step: number;
}

/**
 * The windows of a sequential experiment; a step of one tick where it has none (a set of examples).
 * Null for `backprop` on a curriculum, whose window grows with the task, and where the spec does not say.
 */
export function moduleWindows({ model, task, training }: Experiment): Windows | null {
  const modules = findModules(model);
  const all = (ticks: number): Windows => ({
    modules: Object.fromEntries(modules.map(({ id }) => [id, ticks])),
    step: ticks,
  });
  if (!isSequential(task)) return all(1);
  if (training.method === 'backprop') {
    const ticks = training.fullUnroll ?? sequenceTicks(task);
    return typeof ticks === 'number' ? all(ticks) : null;
  }
  const unroll = training.unroll ?? (hasTime(model) ? null : 1);
  if (unroll === null) return null;
  const { periods } = inferPeriods(model);
  const windows = modules.map(({ id, nodes }): [string, number] => [
    id,
    unroll * Math.max(1, ...nodes.map((node) => periods[node] ?? 1)),
  ]);
  return {
    modules: Object.fromEntries(windows),
    step: Math.min(...windows.map(([, ticks]) => ticks)),
  };
}

/** Whether anything of one tick reaches the next: recurrent edges, or networks of different rates. */
export function hasTime(model: Model): boolean {
  return (
    model.edges.some(({ delay }) => delay !== undefined) ||
    Object.values(model.nodes).some((node) => isCore(node)) ||
    Object.values(inferPeriods(model).periods).some((period) => period > 1)
  );
}

/**
 * Whether messages on the edge outlive their tick: it has a delay, or its reader ticks more often than its
 * sender. Such an edge is cut at the end of every window.
 */
export function isCarried(edge: Edge, periods: Readonly<Record<string, number>>): boolean {
  return edge.delay !== undefined || (periods[edge.from] ?? 1) > (periods[edge.to] ?? 1);
}

/** A recurrent edge within one module: decoupled, it is cut between windows, not between ticks. */
export function isRecurrent(
  model: Model,
  edge: Edge,
  periods: Readonly<Record<string, number>>,
): boolean {
  const moduleOf = moduleOfNode(findModules(model));
  return isCarried(edge, periods) && moduleOf.get(edge.from) === moduleOf.get(edge.to);
}

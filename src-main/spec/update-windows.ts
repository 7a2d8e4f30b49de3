import type { Experiment } from './experiment';
import { findModules, mapNodesToModules } from './graph';
import type { Edge, Model } from './model';
import { isCore } from './nodes';
import { inferPeriods, slowestOf } from './periods';
import { isSequential, sequenceTicks, type Task } from './task';

/** How many ticks of the stream each module is unrolled over before it updates. */
export interface UpdateWindows {
  /** By module id: `unroll` × the slowest period in the module. Under `backprop` all are equal. */
  modules: Record<string, number>;
  /** Ticks of one training step: the shortest window, which divides all others. */
  step: number;
}

/**
 * The update windows of an experiment; one tick each for a set of examples. Null for `backprop` on a task with
 * a curriculum, whose window grows with the level, and where `unroll` or `fullUnroll` is missing.
 */
export function inferUpdateWindows({ model, task, training }: Experiment): UpdateWindows | null {
  const modules = findModules(model);
  const all = (ticks: number): UpdateWindows => ({
    modules: Object.fromEntries(modules.map(({ id }) => [id, ticks])),
    step: ticks,
  });
  if (!isSequential(task)) return all(1);
  if (training.method === 'backprop') {
    const ticks = training.fullUnroll ?? sequenceTicks(task);
    return typeof ticks === 'number' ? all(ticks) : null;
  }
  const unroll = training.unroll ?? (isTemporal(model) ? null : 1);
  if (unroll === null) return null;
  const { periods } = inferPeriods(model);
  const windows = modules.map(({ id, nodes }): [string, number] => [
    id,
    unroll * slowestOf(nodes.map((node) => periods[node] ?? 1)),
  ]);
  return {
    modules: Object.fromEntries(windows),
    step: windows.reduce((shortest, [, ticks]) => Math.min(shortest, ticks), Infinity),
  };
}

/** The task at the first level of its curriculum, where the length of a sequence is known. */
export function atFirstLevel(task: Task): Task {
  return sequenceTicks(task) === 'curriculum' ? ({ ...task, curriculum: false } as Task) : task;
}

/** Whether a tick can depend on earlier ones: delayed edges, recurrent cores, or nodes of different periods. */
export function isTemporal(model: Model): boolean {
  return (
    model.edges.some(({ delay }) => delay !== undefined) ||
    Object.values(model.nodes).some((node) => isCore(node)) ||
    Object.values(inferPeriods(model).periods).some((period) => period > 1)
  );
}

/**
 * Whether messages on the edge are carried to later ticks (the carry of `jax.lax.scan`): the edge has a delay,
 * or its target ticks more often than its source. Such an edge is cut at the end of every window.
 */
export function isCarried(edge: Edge, periods: Readonly<Record<string, number>>): boolean {
  return edge.delay !== undefined || (periods[edge.from] ?? 1) > (periods[edge.to] ?? 1);
}

/**
 * Whether the edge is carried within one module. Decoupled, it is cut between windows, not between ticks: the
 * DNI for RNNs of Jaderberg et al. 2017, section 2.1. Whoever asks for many edges finds the modules once and gives
 * `moduleOf`, the id of the module of each node.
 */
export function isRecurrent(
  model: Model,
  edge: Edge,
  periods: Readonly<Record<string, number>>,
  moduleOf?: ReadonlyMap<string, string>,
): boolean {
  if (!isCarried(edge, periods)) return false;
  const modules = moduleOf ?? mapNodesToModules(findModules(model));
  return modules.get(edge.from) === modules.get(edge.to);
}

import type { Experiment } from '../../spec/experiment';
import { findModules, mapNodesToModules } from '../../spec/graph';
import { type Edge, edgeId, type EdgeId, type Model, nameEdge } from '../../spec/model';
import { inferPeriods } from '../../spec/periods';
import type { Method } from '../../spec/training';
import { isRecurrent } from '../../spec/update-windows';
import {
  describeJoined,
  describeUnreached,
  describeWithoutSynthesizers,
  explainUnchangeable,
  isGradientAt,
  withOtherDecoupling,
} from './edge-sentences';
import { formatInterval } from './tick-summary';
import { computeWindows } from './tick-timeline';

/**
 * What it would change on a stream to decouple an edge, or to couple it again, with a method, as a sentence; null
 * where there is no such edge, and before the update windows are known.
 */
export function describeStreamChange(
  experiment: Experiment,
  id: EdgeId,
  method: Method,
): string | null {
  const { model } = experiment;
  const edge = model.edges.find((candidate) => edgeId(candidate) === id);
  if (!edge || !(edge.from in model.nodes) || !(edge.to in model.nodes)) return null;
  const unchangeable = explainUnchangeable(model, edge);
  if (unchangeable !== null) return unchangeable;
  const other = withOtherDecoupling(model, edge);
  const [coupled, decoupled] = edge.decoupled ? [other, model] : [model, other];
  const moduleOf = mapNodesToModules(findModules(decoupled));
  const isOnRecurrence = isRecurrent(decoupled, edge, inferPeriods(decoupled).periods, moduleOf);
  if (!isGradientAt(edge.to, coupled, method)) return describeUnreached(edge);
  if (method !== 'dni')
    return isOnRecurrence
      ? describeSameRecurrence(edge, method)
      : describeWithoutSynthesizers(model, edge, method);
  const together = ticksBetweenUpdates(experiment, coupled);
  const apart = ticksBetweenUpdates(experiment, decoupled);
  if (!together || !apart) return null;
  if (isOnRecurrence) return describeRecurrent(edge, apart(edge.from));
  if (moduleOf.get(edge.from) === moduleOf.get(edge.to)) return describeJoined(edge);
  return describeSeparating(edge, together(edge.from), [apart(edge.from), apart(edge.to)]);
}

/** The ticks between two updates of the module that a node is in. */
function ticksBetweenUpdates(
  experiment: Experiment,
  model: Model,
): ((node: string) => number) | null {
  const windows = computeWindows({ ...experiment, model }, 'dni');
  const moduleOf = mapNodesToModules(findModules(model));
  return windows && ((node) => windows.modules[moduleOf.get(node) ?? ''] ?? windows.step);
}

/** Of an edge to later ticks of its own module: decoupled, it is cut where an update window ends. */
function describeRecurrent(edge: Edge, ticks: number): string {
  const [name, { from }] = [nameEdge(edgeId(edge)), edge];
  const window = ticks === 1 ? 'each tick' : `each window of ${ticks} ticks`;
  return edge.decoupled
    ? `Coupling ${name} would cut its gradient off at the end of ${window}: nothing would tell ${from} what later ticks need.`
    : `Decoupling ${name} would let a synthesizer predict its gradient at the end of ${window}: ${from} would learn what later ticks need, without a longer unroll.`;
}

/** Of such an edge with a method that has no synthetic gradients. */
function describeSameRecurrence(edge: Edge, method: Exclude<Method, 'dni'>): string {
  const change = `${edge.decoupled ? 'Coupling' : 'Decoupling'} ${nameEdge(edgeId(edge))} would change nothing`;
  return method === 'backprop'
    ? `${change} with backprop, which sends the true gradient through it either way.`
    : `${change} without synthetic gradients: its gradient is cut off at the end of each window either way.`;
}

/** Of an edge that, decoupled, is the border of two modules. */
function describeSeparating(edge: Edge, together: number, apart: [number, number]): string {
  const [name, { from, to }] = [nameEdge(edgeId(edge)), edge];
  const both = formatInterval(together);
  const isSame = apart.every((ticks) => ticks === together);
  const each = `${from} ${formatInterval(apart[0])} and ${to} ${formatInterval(apart[1])}`;
  if (edge.decoupled) {
    const pace = isSame
      ? `both update ${both}, as now`
      : `both would update ${both}, where now ${each}`;
    return `Coupling ${name} would make ${from} wait for the gradient of ${to}; ${pace}.`;
  }
  const pace = isSame
    ? `both update ${both}, as now`
    : `${each} would update, where now both ${both}`;
  return `Decoupling ${name} would let ${from} learn from a synthetic gradient, without waiting for ${to}; ${pace}.`;
}

import type { Counts } from '../../spec/counts';
import type { Experiment } from '../../spec/experiment';
import { findModules, mapNodesToModules, type Module } from '../../spec/graph';
import { edgeId, type Edge, type EdgeId, type Model } from '../../spec/model';
import { isLoss } from '../../spec/nodes';
import { estimateForwardDurations } from './durations';
import { simulateModuleTimeline, type ModuleTimeline } from './module-timeline';
import { computeWindows } from './tick-timeline';

/**
 * What it would change to decouple an edge, or to couple it again, with synthetic gradients and a worker for each module,
 * as a sentence; null where neither is possible. The synthesizer of a new interface is taken to be linear in its message.
 */
export function describeEdgeChange(
  model: Model,
  counts: Counts,
  id: EdgeId,
  shapes: Readonly<Record<string, readonly number[]>>,
): string | null {
  const edge = model.edges.find((candidate) => edgeId(candidate) === id);
  const [from, to] = [model.nodes[edge?.from ?? ''], model.nodes[edge?.to ?? '']];
  if (!edge || edge.delay || !from || !to) return null;
  if (from.kind === 'input' || isLoss(from) || isLoss(to)) return null;
  if (counts.unknown.nodes.length > 0) return null;
  const changed = withDecoupling(model, edge);
  const after = edge.decoupled ? counts : withSynthesizer(counts, id, shapes[edge.from]);
  const [now, then] = [findModules(model), findModules(changed)];
  const name = `${edge.from} → ${edge.to}`;
  if (now.length === then.length)
    return edge.decoupled
      ? `Coupling ${name} changes no module: another coupled path joins its ends already.`
      : `Decoupling ${name} alone unlocks nothing: another coupled path joins its ends.`;
  const { multiplyAddsPerUnit: unit } = estimateForwardDurations(now, counts);
  const before = simulateModuleTimeline(model, now, counts, 'dni', 1);
  const next = simulateModuleTimeline(changed, then, after, 'dni', 1, unit);
  const [old, changedStep] = [format(before.stepDuration), format(next.stepDuration)];
  const isSameStep =
    old === changedStep || Math.abs(before.stepDuration - next.stepDuration) < smallest;
  const step = isSameStep
    ? `a step takes ${old} units with one worker a module either way`
    : `a step ${old} → ${changedStep} units with one worker a module`;
  const verb = edge.decoupled ? 'Coupling' : 'Decoupling';
  const [first, second] = [firstUpdate(before, now, edge.from), firstUpdate(next, then, edge.from)];
  if (first === null || second === null) return `${verb} ${name}: ${step}.`;
  const difference = Math.abs(first - second);
  const isSameTime = difference < smallest;
  if (isSameTime && isSameStep)
    return `${verb} ${name} would change nothing: ${edge.from} updates at the same time, and ${step}.`;
  const when = `${format(difference)} units ${second < first ? 'earlier' : 'later'}`;
  const effect = `${second > first ? 'make' : 'let'} ${edge.from} update ${isSameTime ? 'at the same time' : when}`;
  return `${verb} ${name} would ${effect}; ${step}.`;
}

/**
 * What it would change on a stream to decouple a recurrent edge, or to couple it again, as a sentence; null for other
 * edges, and before the update windows are known.
 */
export function describeRecurrentChange(experiment: Experiment, id: EdgeId): string | null {
  const { model } = experiment;
  const edge = model.edges.find((candidate) => edgeId(candidate) === id);
  const module = mapNodesToModules(findModules(model)).get(edge?.from ?? '');
  const ticks = computeWindows(experiment, 'dni')?.modules[module ?? ''];
  if (!edge?.delay || ticks === undefined) return null;
  const name = `${edge.from} → ${edge.to}`;
  const window = ticks === 1 ? 'each tick' : `each window of ${ticks} ticks`;
  return edge.decoupled
    ? `Coupling ${name} would cut its gradient off at the end of ${window}: nothing would tell ${edge.from} what later ticks need.`
    : `Decoupling ${name} would let a synthesizer predict its gradient at the end of ${window}: ${edge.from} would learn what later ticks need, without a longer unroll.`;
}

const format = (units: number): string => units.toFixed(1);
/** Smaller differences than this, in units, are none. */
const smallest = 0.05;

function withDecoupling(model: Model, changed: Edge): Model {
  const { from, to } = changed;
  const next: Edge = changed.decoupled ? { from, to } : { from, to, decoupled: linearDecoupling };
  return { ...model, edges: model.edges.map((edge) => (edge === changed ? next : edge)) };
}

const linearDecoupling: NonNullable<Edge['decoupled']> = {
  synthesizer: { kind: 'mlp', hidden: [], batchNorm: false, activation: 'relu', squash: false },
  warmup: 0,
  trainMessage: false,
  auxiliary: false,
};

/** A linear synthesizer has a weight for each pair of numbers of the message. */
function withSynthesizer(counts: Counts, id: EdgeId, shape: readonly number[] = []): Counts {
  const size = shape.reduce((product, length) => product * length, 1);
  const added = { parameters: size * size + size, multiplyAdds: size * size };
  return { ...counts, synthesizers: { ...counts.synthesizers, [id]: added } };
}

/** When the module of a node updates in the first step; null where it never does. */
function firstUpdate(
  { rows }: ModuleTimeline,
  modules: readonly Module[],
  node: string,
): number | null {
  const module = mapNodesToModules(modules).get(node);
  const bars = rows.find((row) => row.module === module)?.bars ?? [];
  return bars.find(({ kind }) => kind === 'update')?.start ?? null;
}

import { formatFixed } from '#spec/number-format';
import type { Counts } from '../../spec/counts';
import { findModules, mapNodesToModules, type Module } from '../../spec/graph';
import { edgeId, type EdgeId, type Model, nameEdge } from '../../spec/model';
import type { Method } from '../../spec/training';
import { estimateForwardDurations } from './durations';
import {
  describeJoined,
  describeWithoutSynthesizers,
  explainUnchangeable,
  withOtherDecoupling,
} from './edge-sentences';
import { simulateModuleTimeline, type ModuleTimeline } from './module-timeline';

/**
 * What it would change to decouple an edge, or to couple it again, with a method and a worker for each module, as a
 * sentence; null where there is no such edge. The synthesizer of a new interface is taken to be linear in its message.
 * On a stream: `describeStreamChange`.
 */
export function describeEdgeChange(
  model: Model,
  counts: Counts,
  id: EdgeId,
  shapes: Readonly<Record<string, readonly number[]>>,
  method: Method,
): string | null {
  const edge = model.edges.find((candidate) => edgeId(candidate) === id);
  if (!edge || !(edge.from in model.nodes) || !(edge.to in model.nodes)) return null;
  const unchangeable = explainUnchangeable(model, edge);
  if (unchangeable !== null) return unchangeable;
  const name = nameEdge(edgeId(edge));
  if (edge.delay)
    return `${name} takes its message to the next tick, and a set of examples has one: it carries nothing.`;
  if (method !== 'dni') return describeWithoutSynthesizers(model, edge, method);
  const changed = withOtherDecoupling(model, edge);
  const after = edge.decoupled ? counts : withSynthesizer(counts, id, shapes[edge.from]);
  const [now, then] = [findModules(model), findModules(changed)];
  if (now.length === then.length) return describeJoined(edge);
  if (counts.unknown.nodes.length > 0)
    return edge.decoupled
      ? `Coupling ${name} would make ${edge.from} wait for the gradient of ${edge.to}.`
      : `Decoupling ${name} would let ${edge.from} update without waiting for the gradient of ${edge.to}.`;
  const { multiplyAddsPerUnit: unit } = estimateForwardDurations(now, counts);
  const before = simulateModuleTimeline(model, now, counts, 'dni', 1);
  const next = simulateModuleTimeline(changed, then, after, 'dni', 1, unit);
  const [old, changedStep] = [format(before.stepDuration), format(next.stepDuration)];
  const isSameStep =
    old === changedStep || Math.abs(before.stepDuration - next.stepDuration) < smallest;
  const step = isSameStep
    ? `a step takes ${old} passes with one worker a module either way`
    : `a step ${old} → ${changedStep} passes with one worker a module`;
  const verb = edge.decoupled ? 'Coupling' : 'Decoupling';
  const [first, second] = [firstUpdate(before, now, edge.from), firstUpdate(next, then, edge.from)];
  if (first === null || second === null) return `${verb} ${name}: ${step} (${measure}).`;
  const difference = Math.abs(first - second);
  const isSameTime = difference < smallest;
  if (isSameTime && isSameStep)
    return `${verb} ${name} would change nothing: ${edge.from} updates at the same time, and ${step} (${measure}).`;
  const when = `${format(difference)} passes ${second < first ? 'earlier' : 'later'}`;
  const effect = `${second > first ? 'make' : 'let'} ${edge.from} update ${isSameTime ? 'at the same time' : when}`;
  // It waits for nothing that is above the interface, and is the later for the synthesizer.
  if (!isSameTime && edge.decoupled && second < first)
    return `${edge.from} does not wait for ${edge.to}, but predicting its gradient takes longer than that wait: coupled, it would update ${when}; ${step} (${measure}).`;
  if (!isSameTime && !edge.decoupled && second > first)
    return `${verb} ${name} would ${effect}, as predicting its gradient takes longer than waiting for ${edge.to}; ${step} (${measure}).`;
  return `${verb} ${name} would ${effect}; ${step} (${measure}).`;
}

const format = (units: number): string => formatFixed(units, 1);
const measure = 'a pass: that of an average module forward';
/** Smaller differences than this, in units, are none. */
const smallest = 0.05;

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

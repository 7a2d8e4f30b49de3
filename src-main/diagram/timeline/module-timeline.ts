import type { Counts } from '../../spec/counts';
import { hasParameters } from '../../spec/counts';
import { canBackpropagate, inferGradients } from '../../spec/gradients';
import { indexEdges, mapNodesToModules, topologicalOrder, type Module } from '../../spec/graph';
import { edgeId, type Edge, type Model } from '../../spec/model';
import type { Method } from '../../spec/training';
import { estimateForwardDurations, updateDuration } from './durations';

export type BarKind =
  | 'forward'
  | 'backward-true'
  | 'backward-synthetic'
  | 'update'
  /** A synthesizer or synthetic input model is updated: an instant, `start` = `end`. */
  | 'interface-update'
  | 'waiting';

/** What a module does during an interval; times are in the units of `durations.ts`. */
export interface Bar {
  kind: BarKind;
  start: number;
  end: number;
  /** Number of the training step, from 1. */
  step: number;
  /** For `waiting`: id of the module that is waited for. */
  waitsFor?: string;
}

export interface ModuleTimelineRow {
  /** Module id. */
  module: string;
  bars: Bar[];
}

export interface ModuleTimeline {
  rows: ModuleTimelineRow[];
  /** Time at which all modules have completed the last step. */
  duration: number;
  /** Time between the ends of two steps in the steady state. */
  stepDuration: number;
  /** Time that all modules work in a step: its duration with one worker for all of them. */
  work: number;
}

/** Simulated steps until the steady state is reached. */
const steadyStateSteps = 64;

/** The completion of a piece of work. */
interface Completion {
  time: number;
  module: string;
}

/**
 * Simulates training with each module on a worker of its own, and returns when each module computes and
 * waits. A node runs forward once its messages have arrived and backward once its gradients have; the
 * backward pass takes twice as long as the forward pass. A module begins its next step after its own
 * update. Nodes on a cycle are left out.
 *
 *     const { rows, stepDuration } = simulateModuleTimeline(model, modules, counts, 'dni', 2);
 */
export function simulateModuleTimeline(
  model: Model,
  modules: readonly Module[],
  counts: Counts,
  method: Method,
  steps: number,
): ModuleTimeline {
  const { durations, multiplyAddsPerUnit } = estimateForwardDurations(modules, counts);
  const moduleOf = mapNodesToModules(modules);
  const order = topologicalOrder(model).order.filter((id) => moduleOf.has(id));
  const gradients = inferGradients(model, method).nodes;
  const { incoming: edgesInto, outgoing: edgesFrom } = indexEdges(model);
  const rows = modules.map(({ id }): ModuleTimelineRow => ({ module: id, bars: [] }));
  const barsOf = new Map(rows.map(({ module, bars }) => [module, bars]));
  const freeFrom = new Map(modules.map(({ id }) => [id, 0]));
  const stepEnds: number[] = [];
  let work = 0;

  /** Runs a piece of work on its module's worker, once its dependencies are completed. */
  function run(
    module: string,
    kind: BarKind,
    step: number,
    dependencies: Completion[],
    duration: number,
  ): Completion {
    const free = freeFrom.get(module) ?? 0;
    const last = dependencies.reduce((a, b) => (b.time > a.time ? b : a), { time: free, module });
    const end = last.time + duration;
    freeFrom.set(module, end);
    if (step === 1) work += duration;
    if (step <= steps) {
      const bars = barsOf.get(module) ?? [];
      if (last.time > free)
        bars.push({ kind: 'waiting', start: free, end: last.time, step, waitsFor: last.module });
      appendBar(bars, { kind, start: last.time, end, step });
    }
    return { time: end, module };
  }

  for (let step = 1; step <= Math.max(steps, steadyStateSteps); step++) {
    const interfaceUpdates: Completion[] = [];
    const forward = new Map<string, Completion>();
    for (const id of order) {
      const incoming = edgesInto(id);
      const synthetic = incoming.filter((edge) => usesSyntheticInput(edge, method));
      const messages = incoming
        .filter((edge) => !synthetic.includes(edge))
        .flatMap(({ from }) => forward.get(from) ?? []);
      const predicting = sumMultiplyAdds(synthetic, counts.syntheticInputs) / multiplyAddsPerUnit;
      const duration = (durations.get(id) ?? 0) + predicting;
      const module = moduleOf.get(id) ?? id;
      forward.set(id, run(module, 'forward', step, messages, duration));
      for (const { from } of synthetic) {
        const message = forward.get(from);
        if (message) interfaceUpdates.push({ module, time: message.time });
      }
    }
    const backward = new Map<string, Completion>();
    for (const id of order.toReversed()) {
      const kind = gradients.get(id);
      if (!kind) continue;
      const outgoing = edgesFrom(id);
      const arrivingGradients = outgoing
        .filter((edge) => canBackpropagate(edge, method))
        .flatMap(({ to }) => backward.get(to) ?? []);
      const decoupled = outgoing.filter(
        (edge) => method === 'dni' && edge.decoupled && gradients.get(edge.to),
      );
      const predicting = sumMultiplyAdds(decoupled, counts.synthesizers) / multiplyAddsPerUnit;
      const duration = 2 * (durations.get(id) ?? 0) + predicting;
      const module = moduleOf.get(id) ?? id;
      backward.set(id, run(module, `backward-${kind}`, step, arrivingGradients, duration));
      for (const { to } of decoupled) {
        const target = backward.get(to);
        // If the module above uses a synthetic input, its gradient may exist before the message that the
        // synthesizer needs.
        if (target) {
          const time = Math.max(target.time, forward.get(id)?.time ?? 0);
          interfaceUpdates.push({ module, time });
        }
      }
    }
    for (const { id, nodes } of modules)
      if (nodes.some((id) => backward.has(id) && canLearn(model, id)))
        run(id, 'update', step, [], updateDuration);
    if (step <= steps)
      for (const { module, time } of interfaceUpdates)
        barsOf.get(module)?.push({ kind: 'interface-update', start: time, end: time, step });
    stepEnds.push(Math.max(0, ...freeFrom.values()));
  }
  return {
    rows,
    duration: stepEnds[steps - 1] ?? 0,
    stepDuration: (stepEnds.at(-1) ?? 0) - (stepEnds.at(-2) ?? 0),
    work,
  };
}

/** Whether the edge's target computes from a synthetic input instead of waiting for the message. */
function usesSyntheticInput(edge: Edge, method: Method): boolean {
  return method === 'dni' && edge.decoupled?.syntheticInput !== undefined;
}

function canLearn(model: Model, id: string): boolean {
  const node = model.nodes[id];
  return node !== undefined && hasParameters(node);
}

function sumMultiplyAdds(edges: readonly Edge[], counts: Counts['synthesizers']): number {
  return edges.reduce((sum, edge) => sum + (counts[edgeId(edge)]?.multiplyAdds ?? 0), 0);
}

/** Appends a bar, or extends the last one if it continues the same work without a gap. */
function appendBar(bars: Bar[], bar: Bar): void {
  if (bar.end === bar.start) return;
  const last = bars.at(-1);
  if (last?.kind === bar.kind && last.end === bar.start && last.step === bar.step)
    last.end = bar.end;
  else bars.push(bar);
}

import type { Counts } from '../../spec/counts';
import { hasParameters } from '../../spec/counts';
import { canBackpropagate, inferGradients, type GradientKind } from '../../spec/gradients';
import { indexEdges, topologicalOrder, type Module } from '../../spec/graph';
import { edgeId, type Edge, type Model } from '../../spec/model';
import type { Method } from '../../spec/training';
import { estimateForwardDurations, minForwardDuration, updateDuration } from './durations';

export type BarKind =
  | 'forward'
  | 'backward-true'
  | 'backward-synthetic'
  | 'update'
  /** A synthesizer or synthetic input model is updated: an instant, `start` = `end`. */
  | 'interface-update'
  | 'waiting'
  /** Steps without a pause between them, of which there are too many for a bar each. */
  | 'many-steps';

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
/** From so many bars of a module on, its steps are one bar up to where it waits. */
const maxBars = 400;
/** Runs of a node at most, for a drawing that is worked out while someone edits. */
const maxNodeRuns = 4_000_000;

/**
 * Simulates training with each module on a worker of its own, and returns when each module computes and
 * waits. A node runs forward once its messages have arrived and backward once its gradients have; the
 * backward pass takes twice as long as the forward pass. A module begins its next step after its own
 * update. Nodes on a cycle are left out. `drawn`: the number of steps that have bars, or the time up to which there are
 * bars.
 *
 *     const { rows, stepDuration } = simulateModuleTimeline(model, modules, counts, 'dni', 2);
 */
export function simulateModuleTimeline(
  model: Model,
  modules: readonly Module[],
  counts: Counts,
  method: Method,
  drawn: number | { until: number },
  unit?: number,
): ModuleTimeline {
  const { nodes, updates } = planWork(model, modules, counts, method, unit);
  const rows = modules.map(({ id }): ModuleTimelineRow => ({ module: id, bars: [] }));
  const freeFrom = new Float64Array(modules.length);
  /** When each node has run forward and backward in the step, by its place in `nodes`. */
  const forward = new Float64Array(nodes.length);
  const backward = new Float64Array(nodes.length);
  const stepEnds: number[] = [];
  const running = [...new Set(nodes.map(({ module }) => module))];
  const until = typeof drawn === 'number' ? Infinity : drawn.until;
  const isFilled = (): boolean => running.every((module) => (freeFrom[module] ?? 0) >= until);
  const steps =
    typeof drawn === 'number'
      ? drawn
      : Math.min(
          Math.ceil(until / minForwardDuration) + 1,
          Math.max(steadyStateSteps, Math.floor(maxNodeRuns / Math.max(1, nodes.length))),
        );
  let work = 0;

  /** Runs a piece of work on its module's worker, once the nodes it depends on are completed; returns when it ends. */
  function run(
    module: number,
    kind: BarKind,
    step: number,
    dependencies: readonly number[],
    completed: Float64Array,
    duration: number,
  ): number {
    const free = freeFrom[module] ?? 0;
    let [start, waitsFor] = [free, module];
    for (const index of dependencies) {
      const time = completed[index] ?? 0;
      if (time > start) [start, waitsFor] = [time, nodes[index]?.module ?? module];
    }
    const end = start + duration;
    freeFrom[module] = end;
    if (step === 1) work += duration;
    const row = rows[module];
    if (step <= steps && free < until && row) {
      const { bars } = row;
      if (start > free)
        bars.push({
          kind: 'waiting',
          start: free,
          end: start,
          step,
          waitsFor: rows[waitsFor]?.module ?? '',
        });
      appendBar(bars, { kind, start, end, step });
    }
    return end;
  }

  for (let step = 1; step <= Math.max(steps, steadyStateSteps); step++) {
    if (step > steadyStateSteps && isFilled()) break;
    const interfaceUpdates: { module: number; time: number }[] = [];
    for (const [index, { module, messages, syntheticInputs, forwardDuration }] of nodes.entries()) {
      forward[index] = run(module, 'forward', step, messages, forward, forwardDuration);
      for (const source of syntheticInputs)
        interfaceUpdates.push({ module, time: forward[source] ?? 0 });
    }
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index];
      if (!node?.gradient) continue;
      const { module, gradients, predictions, backwardDuration } = node;
      const kind = `backward-${node.gradient}` as const;
      backward[index] = run(module, kind, step, gradients, backward, backwardDuration);
      for (const target of predictions) {
        // If the module above uses a synthetic input, its gradient may exist before the message that the
        // synthesizer needs.
        const time = Math.max(backward[target] ?? 0, forward[index] ?? 0);
        interfaceUpdates.push({ module, time });
      }
    }
    for (const module of updates) run(module, 'update', step, [], backward, updateDuration);
    if (step <= steps)
      for (const { module, time } of interfaceUpdates) {
        const bars = rows[module]?.bars;
        if (bars && bars.length < maxBars && time < until)
          bars.push({ kind: 'interface-update', start: time, end: time, step });
      }
    stepEnds.push(freeFrom.reduce((latest, time) => Math.max(latest, time), 0));
  }
  if (until < Infinity) for (const { bars } of rows) fillRow(bars, until);
  return {
    rows,
    duration: stepEnds[Math.min(steps, stepEnds.length) - 1] ?? 0,
    stepDuration: (stepEnds.at(-1) ?? 0) - (stepEnds.at(-2) ?? 0),
    work,
  };
}

/** What a node does in each step. Nodes are named by their place in the order of a forward pass. */
interface NodeWork {
  /** The place of its module among the modules. */
  module: number;
  forwardDuration: number;
  backwardDuration: number;
  /** The nodes whose messages it waits for. */
  messages: readonly number[];
  /** The nodes whose messages its synthetic inputs learn from. */
  syntheticInputs: readonly number[];
  /** Null where no gradient arrives, so that it has no backward pass. */
  gradient: GradientKind;
  /** The nodes whose gradients it waits for. */
  gradients: readonly number[];
  /** The nodes whose gradients its synthesizers learn from. */
  predictions: readonly number[];
}

/** The work of a step, which is the same in each one: of the nodes in order, and which modules update. */
function planWork(
  model: Model,
  modules: readonly Module[],
  counts: Counts,
  method: Method,
  unit?: number,
): { nodes: NodeWork[]; updates: number[] } {
  const { durations, multiplyAddsPerUnit } = estimateForwardDurations(modules, counts, unit);
  const moduleIndex = new Map(modules.flatMap((module, at) => module.nodes.map((id) => [id, at])));
  const order = topologicalOrder(model).order.filter((id) => moduleIndex.has(id));
  const places = new Map(order.map((id, place) => [id, place]));
  const kinds = inferGradients(model, method).nodes;
  const { incoming, outgoing } = indexEdges(model);
  // A message or gradient counts within a step only if the node that it comes from has run before.
  const before = (id: string, place: number): number[] => {
    const other = places.get(id);
    return other !== undefined && other < place ? [other] : [];
  };
  const above = (id: string, place: number): number[] => {
    const other = places.get(id);
    return other !== undefined && other > place && kinds.get(id) ? [other] : [];
  };
  const nodes = order.map((id, place): NodeWork => {
    const [into, from] = [incoming(id), outgoing(id)];
    const synthetic = into.filter((edge) => usesSyntheticInput(edge, method));
    const decoupled = from.filter(
      (edge) => method === 'dni' && edge.decoupled && kinds.get(edge.to),
    );
    const forwardTime = durations.get(id) ?? 0;
    const inputs = sumMultiplyAdds(synthetic, counts.syntheticInputs) / multiplyAddsPerUnit;
    const synthesizers = sumMultiplyAdds(decoupled, counts.synthesizers) / multiplyAddsPerUnit;
    return {
      module: moduleIndex.get(id) ?? 0,
      forwardDuration: forwardTime + inputs,
      backwardDuration: 2 * forwardTime + synthesizers,
      messages: into
        .filter((edge) => !synthetic.includes(edge))
        .flatMap((edge) => before(edge.from, place)),
      syntheticInputs: synthetic.flatMap((edge) => before(edge.from, place)),
      gradient: kinds.get(id) ?? null,
      gradients: from
        .filter((edge) => canBackpropagate(edge, method))
        .flatMap(({ to }) => above(to, place)),
      // A synthesizer on an edge of the node to itself learns from the gradient that the node has just got.
      predictions: decoupled.flatMap(({ to }) => (to === id ? [place] : above(to, place))),
    };
  });
  const updates = modules.flatMap((module, at) =>
    module.nodes.some((id) => places.has(id) && kinds.get(id) && canLearn(model, id)) ? [at] : [],
  );
  return { nodes, updates };
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

/** A module that never waits goes on as it has begun where its steps are too many to be simulated. */
function fillRow(bars: Bar[], until: number): void {
  const end = bars.reduce((latest, bar) => Math.max(latest, bar.end), 0);
  if (bars.length === 0 || end >= until || bars.some(({ kind }) => kind === 'waiting')) return;
  bars.push({ kind: 'many-steps', start: end, end: until, step: bars.at(-1)?.step ?? 1 });
}

/** Appends a bar, or extends the last one if it continues the same work without a gap. */
function appendBar(bars: Bar[], bar: Bar): void {
  if (bar.end === bar.start) return;
  const last = bars.at(-1);
  if (bars.length >= maxBars) {
    if (last?.kind === 'many-steps' && last.end === bar.start) last.end = bar.end;
    else bars.push({ ...bar, kind: 'many-steps' });
    return;
  }
  if (last?.kind === bar.kind && last.end === bar.start && last.step === bar.step)
    last.end = bar.end;
  else bars.push(bar);
}

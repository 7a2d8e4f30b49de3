import type { Counts } from '#spec/counts';
import { edgesFrom, edgesInto, moduleOfNode, topologicalOrder, type Module } from '#spec/graph';
import { edgeId, type Edge, type Model } from '#spec/model';
import type { Method } from '#spec/training';
import { gradientKinds, isOpen } from '../../editor/gradients';
import { nodeForwards, updateLength } from './durations';

export type BarKind =
  | 'forward'
  | 'backward-true'
  | 'backward-synthetic'
  | 'update'
  /** A synthesizer or synthetic input model learns beside its module: an instant, `start` = `end`. */
  | 'interface-update'
  | 'waiting';

export interface Bar {
  kind: BarKind;
  start: number;
  end: number;
  /** From 1. */
  step: number;
  /** Of `waiting`: the id of the module that is waited for. */
  on?: string;
}

export interface ModuleTimelineRow {
  /** Module id. */
  module: string;
  bars: Bar[];
}

export interface ModuleTimeline {
  rows: ModuleTimelineRow[];
  /** When the last of the steps is done everywhere; units as in `durations.ts`. */
  length: number;
  /** Between the ends of two steps once the workers have found their rhythm. */
  stepLength: number;
}

/** Steps after which the rhythm counts as found. */
const settled = 64;

interface Done {
  at: number;
  module: string;
}

/**
 * When each module would work and wait, were each on a worker of its own: nodes run forward as their
 * messages arrive, backward as their gradients do, and the next step begins after the module's own
 * update. Nodes on a cycle are left out.
 */
export function moduleTimelineOf(
  model: Model,
  modules: readonly Module[],
  counts: Counts,
  method: Method,
  steps: number,
): ModuleTimeline {
  const forwards = nodeForwards(modules, counts);
  const home = moduleOfNode(modules);
  const order = topologicalOrder(model).order.filter((id) => home.has(id));
  const gradients = gradientKinds(model, method);
  const rows = modules.map(({ id }): ModuleTimelineRow => ({ module: id, bars: [] }));
  const barsOf = new Map(rows.map(({ module, bars }) => [module, bars]));
  const free = new Map(modules.map(({ id }) => [id, 0]));
  const ends: number[] = [];

  function work(
    module: string,
    kind: BarKind,
    step: number,
    needs: Done[],
    duration: number,
  ): Done {
    const ready = free.get(module) ?? 0;
    const last = needs.reduce((a, b) => (b.at > a.at ? b : a), { at: ready, module });
    const end = last.at + duration;
    free.set(module, end);
    if (step <= steps) {
      const bars = barsOf.get(module) ?? [];
      if (last.at > ready)
        bars.push({ kind: 'waiting', start: ready, end: last.at, step, on: last.module });
      append(bars, { kind, start: last.at, end, step });
    }
    return { at: end, module };
  }

  for (let step = 1; step <= Math.max(steps, settled); step++) {
    const ticks: { module: string; at: number }[] = [];
    const forward = new Map<string, Done>();
    for (const id of order) {
      const incoming = edgesInto(model, id);
      const guessed = incoming.filter((edge) => isGuessed(edge, method));
      const needs = incoming
        .filter((edge) => !guessed.includes(edge))
        .flatMap(({ from }) => forward.get(from) ?? []);
      const guessing = interfaceLength(guessed, counts.syntheticInputs, forwards.unit);
      const duration = (forwards.nodes.get(id) ?? 0) + guessing;
      const module = home.get(id) ?? id;
      forward.set(id, work(module, 'forward', step, needs, duration));
      for (const { from } of guessed) {
        const message = forward.get(from);
        if (message) ticks.push({ module, at: message.at });
      }
    }
    const backward = new Map<string, Done>();
    for (const id of order.toReversed()) {
      const kind = gradients.get(id);
      if (!kind) continue;
      const outgoing = edgesFrom(model, id);
      const needs = outgoing
        .filter((edge) => isOpen(edge, method))
        .flatMap(({ to }) => backward.get(to) ?? []);
      const cut = method === 'dni' ? outgoing.filter(({ decoupled }) => decoupled) : [];
      const guessing = interfaceLength(cut, counts.synthesizers, forwards.unit);
      const duration = 2 * (forwards.nodes.get(id) ?? 0) + guessing;
      const module = home.get(id) ?? id;
      backward.set(id, work(module, `backward-${kind}`, step, needs, duration));
      for (const { to } of cut) {
        const arrived = backward.get(to);
        // With synthetic inputs above, the gradient can be there before the message it belongs to.
        if (arrived) ticks.push({ module, at: Math.max(arrived.at, forward.get(id)?.at ?? 0) });
      }
    }
    for (const { id, nodes } of modules)
      if (nodes.some((node) => backward.has(node) && isTrained(model, node)))
        work(id, 'update', step, [], updateLength);
    if (step <= steps)
      for (const { module, at } of ticks)
        barsOf.get(module)?.push({ kind: 'interface-update', start: at, end: at, step });
    ends.push(Math.max(0, ...free.values()));
  }
  return {
    rows,
    length: ends[steps - 1] ?? 0,
    stepLength: (ends.at(-1) ?? 0) - (ends.at(-2) ?? 0),
  };
}

/** The node above takes a synthetic input instead of waiting for the message. */
function isGuessed(edge: Edge, method: Method): boolean {
  return method === 'dni' && edge.decoupled?.syntheticInput !== undefined;
}

function isTrained(model: Model, id: string): boolean {
  const kind = model.nodes[id]?.kind;
  return kind === 'dense' || kind === 'conv2d' || kind === 'batchNorm';
}

function interfaceLength(edges: readonly Edge[], counts: Counts['synthesizers'], unit: number) {
  return edges.reduce((sum, edge) => sum + (counts[edgeId(edge)]?.multiplyAdds ?? 0), 0) / unit;
}

/** Nodes that follow each other without a gap in the same work are one bar. */
function append(bars: Bar[], bar: Bar): void {
  if (bar.end === bar.start) return;
  const last = bars.at(-1);
  if (last?.kind === bar.kind && last.end === bar.start && last.step === bar.step)
    last.end = bar.end;
  else bars.push(bar);
}

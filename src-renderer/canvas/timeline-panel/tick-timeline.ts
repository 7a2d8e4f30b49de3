import type { Experiment } from '#spec/experiment';
import type { Module } from '#spec/graph';
import { inferPeriods } from '#spec/periods';
import { isSequential, sequenceTicks, type Task } from '#spec/task';
import type { Method } from '#spec/training';
import { hasTime, isRecurrent, moduleWindows, type Windows } from '#spec/windows';
import { gradientKinds } from '../../editor/gradients';

/** Ticks of the stream from `from` to `to`, both from 1, that a module takes in before it updates. */
export interface TickWindow {
  from: number;
  to: number;
  /** What it learns from: `none` where no gradient arrives. */
  gradient: 'true' | 'synthetic' | 'none';
  /** What lies beyond its end: it ends there, is cut off, or is foretold by a synthesizer. */
  beyond: 'end' | 'cut' | 'synthetic';
  /** Whether it is over, and the module updates, within what is shown. */
  updates: boolean;
}

export interface TickRow {
  module: string;
  /** Ticks at which it computes. */
  forwards: number[];
  /** Ticks at which a synthetic gradient of a message to another module arrives. */
  synthetic: number[];
  windows: TickWindow[];
  /** Ticks between two updates; null where it never updates. */
  every: number | null;
}

export interface TickTimeline {
  /** Ticks shown. */
  ticks: number;
  rows: TickRow[];
}

/** More ticks than this could not be told apart. */
const most = 128;

/** Whether a model's modules work tick by tick, rather than step by step. */
export function isTicked({ model, task }: Experiment): boolean {
  return isSequential(task) && hasTime(model);
}

/**
 * The windows with another method; of a curriculum, those of its first level. Null where the settings do
 * not say.
 */
export function windowsWith(experiment: Experiment, method: Method): Windows | null {
  const task = atFirstLevel(experiment.task);
  return moduleWindows({ ...experiment, task, training: { ...experiment.training, method } });
}

/** The task as it is before it grows. */
function atFirstLevel(task: Task): Task {
  return sequenceTicks(task) === 'curriculum' ? ({ ...task, curriculum: false } as Task) : task;
}

/** When each module computes, learns and updates, over the same ticks with every method. */
export function tickTimelineOf(
  experiment: Experiment,
  modules: readonly Module[],
  method: Method,
): TickTimeline | null {
  const windows = windowsWith(experiment, method);
  if (!windows) return null;
  const { model } = experiment;
  const { periods } = inferPeriods(model);
  const kinds = gradientKinds(model, method);
  const ticks = shownTicks(experiment);
  const rows = modules.map(({ id, nodes }): TickRow => {
    const every = windows.modules[id] ?? windows.step;
    const rates = nodes.map((node) => periods[node] ?? 1);
    const reached = nodes.map((node) => kinds.get(node) ?? null);
    const gradient = reached.includes('true') || reached.includes('synthetic');
    const cuts = model.edges.filter(
      (edge) => nodes.includes(edge.from) && edge.decoupled && method === 'dni',
    );
    const recurrent = cuts.filter((edge) => isRecurrent(model, edge, periods));
    const heard = cuts
      .filter((edge) => !recurrent.includes(edge))
      .map((edge) => Math.max(periods[edge.from] ?? 1, periods[edge.to] ?? 1));
    const loops = model.edges.some(
      (edge) => nodes.includes(edge.from) && isRecurrent(model, edge, periods),
    );
    const beyond =
      recurrent.length > 0 ? 'synthetic' : loops && method !== 'backprop' ? 'cut' : 'end';
    return {
      module: id,
      forwards: range(ticks).filter((tick) => rates.some((rate) => tick % rate === 0)),
      synthetic: range(ticks).filter((tick) => heard.some((rate) => tick % rate === 0)),
      windows: range(Math.ceil(ticks / every)).map((number) => ({
        from: (number - 1) * every + 1,
        to: Math.min(ticks, number * every),
        gradient: !gradient ? 'none' : reached.includes('true') ? 'true' : 'synthetic',
        beyond,
        updates: gradient && number * every <= ticks,
      })),
      every: gradient ? every : null,
    };
  });
  return { ticks, rows };
}

/** Two of the longest windows of any method, as far as they can be told apart. */
function shownTicks(experiment: Experiment): number {
  const all = (['dni', 'backprop'] as const).flatMap((method) =>
    Object.values(windowsWith(experiment, method)?.modules ?? {}),
  );
  const longest = Math.max(1, ...all);
  return Math.min(most, longest * 2 <= most / 2 ? longest * 2 : longest);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

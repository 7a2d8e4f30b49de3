import type { Experiment } from '../../spec/experiment';
import { inferGradients } from '../../spec/gradients';
import { mapNodesToModules, type Module } from '../../spec/graph';
import type { Edge } from '../../spec/model';
import { inferPeriods } from '../../spec/periods';
import { isSequential, sequenceTicks } from '../../spec/task';
import type { Method } from '../../spec/training';
import {
  atFirstLevel,
  isTemporal,
  isRecurrent,
  inferUpdateWindows,
  type UpdateWindows,
} from '../../spec/update-windows';

/** The ticks `from` to `to` of the stream, counted from 1, between two updates of a module. */
export interface TickWindow {
  from: number;
  to: number;
  /** The gradient that the module learns from; `none` if no gradient arrives. */
  gradient: 'true' | 'synthetic' | 'none';
  /**
   * The gradient from after the window: none is missing (`end`), it is truncated (`cut`), or a
   * synthesizer predicts it (`synthetic`).
   */
  boundary: 'end' | 'cut' | 'synthetic';
  /** Whether the window ends, and the module updates, within the shown ticks. */
  hasUpdate: boolean;
}

export interface TickRow {
  /** Module id. */
  module: string;
  /** Ticks at which the module computes. */
  forwardTicks: number[];
  /** Ticks at which the module receives a synthetic gradient for a message to another module. */
  syntheticTicks: number[];
  windows: TickWindow[];
  /** Ticks between two updates; null if the module never updates. */
  ticksPerUpdate: number | null;
}

export interface TickTimeline {
  /** Number of ticks shown. */
  ticks: number;
  rows: TickRow[];
}

/** More ticks than this could not be told apart. */
const maxTicks = 128;

/** Whether the modules of an experiment update by the tick of a stream rather than by the step. */
export function hasTickTimeline({ model, task }: Experiment): boolean {
  return isSequential(task) && isTemporal(model);
}

/**
 * The update windows under another method, for the first level of a curriculum. Null if the settings do
 * not determine them.
 */
export function computeWindows(experiment: Experiment, method: Method): UpdateWindows | null {
  const task = atFirstLevel(experiment.task);
  return inferUpdateWindows({ ...experiment, task, training: { ...experiment.training, method } });
}

/**
 * When each module computes and updates, over the same ticks for all methods. Null if the settings do not
 * determine the update windows.
 */
export function buildTickTimeline(
  experiment: Experiment,
  modules: readonly Module[],
  method: Method,
): TickTimeline | null {
  const windows = computeWindows(experiment, method);
  if (!windows) return null;
  const { model } = experiment;
  const { periods } = inferPeriods(model);
  const gradients = inferGradients(model, method);
  const isCut = isCutBetweenWindows(experiment, method);
  const moduleOf = mapNodesToModules(modules);
  const edgesFrom = groupEdges(model.edges, ({ from }) => moduleOf.get(from));
  const ticks = countShownTicks(experiment);
  const rows = modules.map(({ id, nodes }): TickRow => {
    const windowLength = windows.modules[id] ?? windows.step;
    const nodePeriods = nodes.map((node) => periods[node] ?? 1);
    const nodeGradients = nodes.map((node) => gradients.nodes.get(node) ?? null);
    const hasTrue = nodeGradients.includes('true');
    const hasGradient = hasTrue || nodeGradients.includes('synthetic');
    const outgoing = edgesFrom.get(id) ?? [];
    const recurrent = outgoing.filter((edge) => isRecurrent(model, edge, periods, moduleOf));
    const decoupled = outgoing.filter(
      (edge) => edge.decoupled && method === 'dni' && gradients.ofEdge(edge) === 'synthetic',
    );
    const messagePeriods = decoupled
      .filter((edge) => !recurrent.includes(edge))
      .map((edge) => Math.max(periods[edge.from] ?? 1, periods[edge.to] ?? 1));
    const isBootstrapped = decoupled.some((edge) => recurrent.includes(edge));
    const isTruncated = recurrent.length > 0 && isCut && hasGradient;
    return {
      module: id,
      forwardTicks: range(ticks).filter((tick) =>
        nodePeriods.some((period) => tick % period === 0),
      ),
      syntheticTicks: range(ticks).filter((tick) =>
        messagePeriods.some((period) => tick % period === 0),
      ),
      windows: range(Math.ceil(ticks / windowLength)).map((number) => ({
        from: (number - 1) * windowLength + 1,
        to: Math.min(ticks, number * windowLength),
        gradient: !hasGradient ? 'none' : hasTrue ? 'true' : 'synthetic',
        boundary: isBootstrapped ? 'synthetic' : isTruncated ? 'cut' : 'end',
        hasUpdate: hasGradient && number * windowLength <= ticks,
      })),
      ticksPerUpdate: hasGradient ? windowLength : null,
    };
  });
  return { ticks, rows };
}

/** Whether the gradient is cut off where a window ends, because the sequence may go on there. */
function isCutBetweenWindows({ task, training }: Experiment, method: Method): boolean {
  if (method !== 'backprop') return true;
  const { fullUnroll } = training;
  const sequence = sequenceTicks(atFirstLevel(task));
  return fullUnroll !== undefined && (typeof sequence !== 'number' || fullUnroll % sequence !== 0);
}

function groupEdges(
  edges: readonly Edge[],
  groupOf: (edge: Edge) => string | undefined,
): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const group = groupOf(edge);
    const members = group === undefined ? undefined : groups.get(group);
    if (members) members.push(edge);
    else if (group !== undefined) groups.set(group, [edge]);
  }
  return groups;
}

/**
 * Whether the boundary of a window is drawn. Where a synthetic gradient for a message arrives at the last
 * tick, its mark is drawn instead of the truncation.
 */
export function isBoundaryDrawn(
  { boundary, to }: TickWindow,
  syntheticTicks: readonly number[],
): boolean {
  return boundary === 'synthetic' || (boundary === 'cut' && !syntheticTicks.includes(to));
}

/** The ticks to label on the axis: ends of windows, at most 16 of them so that they are readable. */
export function listAxisTicks({ ticks, rows }: TickTimeline): number[] {
  const shortestWindow = Math.min(...rows.map(({ ticksPerUpdate }) => ticksPerUpdate ?? ticks));
  const interval = shortestWindow * Math.ceil(ticks / 16 / shortestWindow);
  return range(Math.floor(ticks / interval)).map((number) => number * interval);
}

/** Twice the longest window of any method, or one such window if two are too long to be read. */
function countShownTicks(experiment: Experiment): number {
  const lengths = (['dni', 'backprop'] as const).flatMap((method) =>
    Object.values(computeWindows(experiment, method)?.modules ?? {}),
  );
  const longest = Math.max(1, ...lengths);
  return Math.min(maxTicks, longest * 2 <= maxTicks / 2 ? longest * 2 : longest);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

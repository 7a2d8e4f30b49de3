import type { Counts } from '../../spec/counts';
import type { Module } from '../../spec/graph';
import type { Model } from '../../spec/model';
import type { Method } from '../../spec/training';
import {
  simulateModuleTimeline,
  type Bar,
  type ModuleTimeline,
  type ModuleTimelineRow,
} from './module-timeline';

export interface TimelineRow extends ModuleTimelineRow {
  /** Share of the drawn time in which the module waits, 0 to 1. */
  waitingShare: number;
  hasUpdate: boolean;
  hasGradient: boolean;
  /** Whether an edge begins or ends in the module. Of one without, nothing is drawn. */
  isConnected: boolean;
}

export interface Timeline {
  rows: TimelineRow[];
  /** The drawn time in the units of `durations.ts`; the same for all methods, so that they compare. */
  duration: number;
  /** Whether the durations follow from the sizes of all nodes; if one is unknown, all modules are drawn equally long. */
  isSized: boolean;
  byMethod: Record<Method, ModuleTimeline>;
}

/** The timeline over two steps of backprop, or over one step with synthesizers if that is longer. */
export function buildTimeline(
  model: Model,
  modules: readonly Module[],
  counts: Counts,
  method: Method,
): Timeline {
  const simulate = (simulated: Method, drawn: number | { until: number }) =>
    simulateModuleTimeline(model, modules, counts, simulated, drawn);
  const byMethod = {
    backprop: simulate('backprop', 2),
    dni: simulate('dni', 1),
    none: simulate('none', 1),
  };
  const duration = Math.max(byMethod.backprop.duration, byMethod.dni.duration);
  const connected = new Set(model.edges.flatMap(({ from, to }) => [from, to]));
  return {
    rows: simulate(method, { until: duration }).rows.map(({ module, bars }, index) => {
      const isConnected = modules[index]?.nodes.some((id) => connected.has(id)) ?? false;
      const visible = isConnected ? clipBars(bars, duration) : [];
      const waitingTime = visible
        .filter(({ kind }) => kind === 'waiting')
        .reduce((sum, { start, end }) => sum + end - start, 0);
      return {
        module,
        bars: visible,
        waitingShare: duration > 0 ? waitingTime / duration : 0,
        hasUpdate: bars.some(({ kind }) => kind === 'update'),
        hasGradient: bars.some(({ kind }) => kind.startsWith('backward')),
        isConnected,
      };
    }),
    duration,
    isSized: counts.unknown.nodes.length === 0,
    byMethod,
  };
}

function clipBars(bars: readonly Bar[], duration: number): Bar[] {
  return bars
    .filter(({ start }) => start < duration)
    .map((bar) => ({ ...bar, end: Math.min(bar.end, duration) }));
}

import type { Counts } from '#spec/counts';
import type { Module } from '#spec/graph';
import type { Model } from '#spec/model';
import type { Method } from '#spec/training';
import {
  moduleTimelineOf,
  type Bar,
  type ModuleTimeline,
  type ModuleTimelineRow,
} from './module-timeline';

export interface TimelineRow extends ModuleTimelineRow {
  /** Share of the window's time in which the module waits, 0 to 1. */
  waiting: number;
  updates: boolean;
}

export interface Timeline {
  rows: TimelineRow[];
  /** The window's length: the same for every method, so that they can be compared by eye. */
  length: number;
  byMethod: Record<Method, ModuleTimeline>;
}

/** Two steps of backprop wide, wider where a step with synthesizers takes longer than that. */
export function timelineOf(
  model: Model,
  modules: readonly Module[],
  counts: Counts,
  method: Method,
): Timeline {
  const of = (one: Method, steps: number) => moduleTimelineOf(model, modules, counts, one, steps);
  const byMethod = { backprop: of('backprop', 2), dni: of('dni', 1), none: of('none', 1) };
  const length = Math.max(byMethod.backprop.length, byMethod.dni.length);
  return {
    rows: of(method, stepsWithin(length)).rows.map(({ module, bars }) => {
      const visible = clip(bars, length);
      const waited = visible
        .filter(({ kind }) => kind === 'waiting')
        .reduce((sum, { start, end }) => sum + end - start, 0);
      return {
        module,
        bars: visible,
        waiting: length > 0 ? waited / length : 0,
        updates: bars.some(({ kind }) => kind === 'update'),
      };
    }),
    length,
    byMethod,
  };
}

/** Enough steps to fill the window even for a module that only runs forward, at its shortest. */
function stepsWithin(length: number): number {
  return Math.min(200, Math.ceil(length / 0.25) + 1);
}

function clip(bars: readonly Bar[], length: number): Bar[] {
  return bars
    .filter(({ start }) => start < length)
    .map((bar) => ({ ...bar, end: Math.min(bar.end, length) }));
}

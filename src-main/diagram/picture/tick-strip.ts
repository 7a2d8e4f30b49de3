import type { Experiment } from '../../spec/experiment';
import type { Module } from '../../spec/graph';
import { numberModules } from '../../spec/module-numbers';
import { describeUpdateRate, summarizeTickTimeline } from '../timeline/tick-summary';
import {
  buildTickTimeline,
  isBoundaryDrawn,
  listAxisTicks,
  type TickRow,
  type TickWindow,
} from '../timeline/tick-timeline';
import { formatModuleName } from '../timeline/timeline-summary';
import type { LockingStrip, StripMark, StripRow, TickMarkKind } from './strip';

/** What the legend says of the marks of a stream, in its order. */
const legendTexts: readonly { kind: TickMarkKind; text: string }[] = [
  { kind: 'tick', text: 'computes, one column a tick' },
  { kind: 'learns-true', text: 'learns, true gradient' },
  { kind: 'learns-synthetic', text: 'learns, synthetic gradient' },
  { kind: 'arrival', text: 'synthetic gradient arrives' },
  { kind: 'boundary-synthetic', text: 'synthetic gradient of what lies beyond' },
  { kind: 'learns-nothing', text: 'cut off' },
  { kind: 'tick-update', text: 'update' },
];

/** When modules compute and update at the ticks of a stream; null if the settings do not determine it. */
export function describeTickStrip(
  experiment: Experiment,
  modules: readonly Module[],
): LockingStrip | null {
  const { method } = experiment.training;
  const timeline = buildTickTimeline(experiment, modules, method);
  if (!timeline) return null;
  const { ticks } = timeline;
  const numbers = numberModules(experiment.model, experiment.canvas?.moduleNumbers);
  const rows = modules.flatMap((module, index): StripRow[] => {
    const row = timeline.rows[index];
    if (!row) return [];
    const moduleIndex = numbers.get(module.nodes[0] ?? '') ?? null;
    const state = describeUpdateRate(row.ticksPerUpdate);
    return [{ name: formatModuleName(module), moduleIndex, marks: listMarks(row, ticks), state }];
  });
  const drawn = new Set(rows.flatMap(({ marks }) => marks.map(({ kind }) => kind)));
  if (drawn.has('boundary-cut')) drawn.add('learns-nothing');
  return {
    headline: summarizeTickTimeline(experiment, modules, method),
    rows,
    axis: listAxisTicks(timeline).map((tick) => ({ at: (tick - 0.5) / ticks, text: String(tick) })),
    legend: legendTexts.filter(({ kind }) => drawn.has(kind)),
    notes: [],
  };
}

const gradientMarks = {
  true: 'learns-true',
  synthetic: 'learns-synthetic',
  none: 'learns-nothing',
} as const;

/** The largest share of a window, and of a strip of 700 pixels, that the mark of its boundary takes. */
const boundaryShare = { ofWindow: 0.35, ofStrip: 14 / 700 };

function listMarks({ forwardTicks, syntheticTicks, windows }: TickRow, ticks: number): StripMark[] {
  const columns = forwardTicks.map((tick): StripMark => ({
    ...{ kind: 'tick', from: (tick - 1) / ticks, to: tick / ticks },
  }));
  const learning = windows.flatMap((window) => listWindowMarks(window, syntheticTicks, ticks));
  const updates = windows
    .filter(({ hasUpdate }) => hasUpdate)
    .map(({ to }): StripMark => ({ kind: 'tick-update', from: to / ticks, to: to / ticks }));
  const arrivals = syntheticTicks.map((tick): StripMark => {
    const at = (tick - 0.5) / ticks;
    return { kind: 'arrival', from: at, to: at };
  });
  return [...columns, ...learning, ...arrivals, ...updates];
}

/** What the module learns from, and at the end of the window how the gradient from beyond is treated. */
function listWindowMarks(
  window: TickWindow,
  syntheticTicks: readonly number[],
  ticks: number,
): StripMark[] {
  const [from, to] = [(window.from - 1) / ticks, window.to / ticks];
  const kind = gradientMarks[window.gradient];
  if (!window.hasUpdate || !isBoundaryDrawn(window, syntheticTicks)) return [{ kind, from, to }];
  const share = Math.min(boundaryShare.ofStrip, boundaryShare.ofWindow * (to - from));
  const boundary = window.boundary === 'cut' ? 'boundary-cut' : 'boundary-synthetic';
  return [
    { kind, from, to: to - share },
    { kind: boundary, from: to - share, to },
  ];
}

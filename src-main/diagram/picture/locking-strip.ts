import type { Counts } from '../../spec/counts';
import type { Experiment } from '../../spec/experiment';
import type { Module } from '../../spec/graph';
import { numberModules } from '../../spec/module-numbers';
import { barKindLabels, barKinds } from '../timeline/bar-kinds';
import { buildTimeline } from '../timeline/timeline';
import { hasTickTimeline } from '../timeline/tick-timeline';
import {
  describeRow,
  formatModuleName,
  summarizeSparseUpdates,
  summarizeTimeline,
} from '../timeline/timeline-summary';
import type { LockingStrip, StripMark, StripRow } from './strip';
import { describeTickStrip } from './tick-strip';

/** The strip of an experiment under its own method; null where it has no modules or its windows are not determined. */
export function describeLocking(
  experiment: Experiment,
  modules: readonly Module[],
  counts: Counts,
): LockingStrip | null {
  if (modules.length === 0) return null;
  const strip = hasTickTimeline(experiment)
    ? describeTickStrip(experiment, modules)
    : describeStepStrip(experiment, modules, counts);
  if (!strip) return null;
  const { model, training } = experiment;
  const sparseness = summarizeSparseUpdates(model, modules, training, training.method);
  return { ...strip, notes: sparseness === null ? strip.notes : [...strip.notes, sparseness] };
}

function describeStepStrip(
  { model, canvas, training: { method } }: Experiment,
  modules: readonly Module[],
  counts: Counts,
): LockingStrip {
  const timeline = buildTimeline(model, modules, counts, method);
  const { duration, isSized } = timeline;
  const numbers = numberModules(model, canvas?.moduleNumbers);
  const rows = modules.map((module, index): StripRow => {
    const row = timeline.rows[index];
    const moduleIndex = numbers.get(module.nodes[0] ?? '') ?? null;
    const marks = (row?.bars ?? []).map(({ kind, start, end, step }): StripMark => ({
      ...{ kind, from: start / duration, to: end / duration },
      ...(kind === 'forward' ? { text: String(step) } : {}),
    }));
    return { name: formatModuleName(module), moduleIndex, marks, state: describeRow(row) };
  });
  const drawn = new Set(rows.flatMap(({ marks }) => marks.map(({ kind }) => kind)));
  const unsized = 'Not all sizes are known yet, so every module is drawn equally long.';
  return {
    headline: summarizeTimeline(model, modules, method, timeline),
    rows,
    axis: [],
    legend: barKinds
      .filter((kind) => drawn.has(kind))
      .map((kind) => ({ kind, text: barKindLabels[kind] })),
    notes: [
      'Schematic: durations from multiply-adds; each module on a worker of its own.',
      ...(isSized ? [] : [unsized]),
    ],
  };
}

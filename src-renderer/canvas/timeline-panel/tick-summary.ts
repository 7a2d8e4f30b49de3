import type { Experiment } from '#spec/experiment';
import type { Module } from '#spec/graph';
import { edgeId } from '#spec/model';
import { inferPeriods } from '#spec/periods';
import { sequenceTicks } from '#spec/task';
import type { Method } from '#spec/training';
import { isRecurrent } from '#spec/update-windows';
import {
  buildTickTimeline,
  computeWindows,
  type TickTimeline,
  type TickWindow,
} from './tick-timeline';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const formatInterval = (ticks: number): string =>
  ticks === 1 ? 'every tick' : `every ${ticks} ticks`;

/** The tick timeline in sentences: how often each module updates, and what it learns of the future. */
export function summarizeTickTimeline(
  experiment: Experiment,
  modules: readonly Module[],
  method: Method,
): string {
  const timeline = buildTickTimeline(experiment, modules, method);
  if (!timeline) return describeMissingSetting(experiment, method);
  const updating = timeline.rows.flatMap(({ module, ticksPerUpdate }) =>
    ticksPerUpdate === null ? [] : [{ module, ticksPerUpdate }],
  );
  const [first] = updating;
  if (!first) return 'No gradient arrives anywhere, so nothing learns.';
  if (method === 'backprop') {
    const grows =
      sequenceTicks(experiment.task) === 'curriculum' && !experiment.training.fullUnroll;
    const interval = grows
      ? `at the end of each sequence: ${first.ticksPerUpdate} ticks at first, more as the task grows`
      : formatInterval(first.ticksPerUpdate);
    return `Everything is locked, and updates at once ${interval}.`;
  }
  const backpropTicks = computeWindows(experiment, 'backprop')?.step ?? null;
  const intervals = updating.map(({ module, ticksPerUpdate }, index) =>
    index === 0
      ? `${module} updates ${formatInterval(ticksPerUpdate)}`
      : `${module} every ${ticksPerUpdate}`,
  );
  const isMoreOften = backpropTicks !== null && backpropTicks > first.ticksPerUpdate;
  const comparison = isMoreOften ? ` (with backprop all every ${backpropTicks})` : '';
  const boundary = summarizeBoundary(experiment, timeline);
  return `${list.format(intervals)}${comparison}. ${boundary}`.trim();
}

function summarizeBoundary({ model }: Experiment, { rows }: TickTimeline): string {
  const boundaries = rows.flatMap(({ windows }) => windows[0]?.boundary ?? []);
  if (boundaries.includes('synthetic')) {
    const { periods } = inferPeriods(model);
    const edges = model.edges.filter((edge) => edge.decoupled && isRecurrent(model, edge, periods));
    return `What lies beyond is foretold on ${list.format(edges.map((edge) => edgeId(edge).replace('->', ' → ')))}.`;
  }
  if (rows.some(({ syntheticTicks }) => syntheticTicks.length > 0))
    return 'None waits for another.';
  return boundaries.includes('cut') ? 'What lies beyond is not seen.' : '';
}

/** Which setting the update windows depend on, if it is not set. */
function describeMissingSetting({ task }: Experiment, method: Method): string {
  if (method === 'backprop')
    return `The stream of the task '${task.kind}' has no end: set Full unroll in Training to see when backprop updates.`;
  return 'Set Unroll T in Training to see when each module updates.';
}

const gradientTexts: Record<TickWindow['gradient'], string> = {
  true: 'learns from the true gradient',
  synthetic: 'learns from synthetic gradients',
  none: 'no gradient arrives',
};
const boundaryTexts: Record<TickWindow['boundary'], string> = {
  end: '',
  cut: '; what lies beyond is cut off',
  synthetic: '; what lies beyond is foretold by a synthetic gradient',
};

/** The tooltip of a window: `Ticks 1 to 4: learns from the true gradient; ...`. */
export function describeWindow({ from, to, gradient, boundary }: TickWindow): string {
  return `Ticks ${from} to ${to}: ${gradientTexts[gradient]}${boundaryTexts[boundary]}.`;
}

/** How often a module updates; null stands for never. */
export function describeUpdateRate(ticksPerUpdate: number | null): string {
  return ticksPerUpdate === null ? 'never updates' : `updates ${formatInterval(ticksPerUpdate)}`;
}

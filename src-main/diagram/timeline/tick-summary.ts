import type { Experiment } from '../../spec/experiment';
import { findModules, mapNodesToModules, type Module } from '../../spec/graph';
import { edgeId, nameEdge } from '../../spec/model';
import { inferPeriods } from '../../spec/periods';
import { sequenceTicks } from '../../spec/task';
import type { Method } from '../../spec/training';
import { isRecurrent } from '../../spec/update-windows';
import { nameModules, openSentence } from './module-names';
import { shortList } from './short-list';
import {
  buildTickTimeline,
  computeWindows,
  type TickTimeline,
  type TickWindow,
} from './tick-timeline';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
/** `every tick`, `every 4 ticks`. */
export const formatInterval = (ticks: number): string =>
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
  const idle = describeIdle(timeline, modules);
  if (method === 'backprop') {
    const grows =
      sequenceTicks(experiment.task) === 'curriculum' && !experiment.training.fullUnroll;
    const interval = grows
      ? `at the end of each sequence: ${first.ticksPerUpdate} ticks at first, more as the task grows`
      : formatInterval(first.ticksPerUpdate);
    const boundary = summarizeBoundary(experiment, timeline);
    return joinSentences(`Everything is locked, and updates at once ${interval}.`, boundary, idle);
  }
  const backpropTicks = computeWindows(experiment, 'backprop')?.step ?? null;
  const intervals = openSentence(describeIntervals(updating, modules));
  const isMoreOften = backpropTicks !== null && backpropTicks > first.ticksPerUpdate;
  const comparison = isMoreOften ? ` (with backprop all every ${backpropTicks})` : '';
  const boundary = summarizeBoundary(experiment, timeline);
  return joinSentences(`${intervals}${comparison}.`, boundary, idle);
}

/** `a updates every 4 ticks, and the modules of b and c every 16`: modules of one interval together. */
function describeIntervals(
  updating: readonly { module: string; ticksPerUpdate: number }[],
  modules: readonly Module[],
): string {
  const byInterval = new Map<number, string[]>();
  for (const { module, ticksPerUpdate } of updating)
    byInterval.set(ticksPerUpdate, [...(byInterval.get(ticksPerUpdate) ?? []), module]);
  const parts = [...byInterval].map(([ticks, names], index) => {
    const verb = names.length > 1 ? 'update' : 'updates';
    return index === 0
      ? `${nameModules(names, modules)} ${verb} ${formatInterval(ticks)}`
      : `${nameModules(names, modules)} every ${ticks}`;
  });
  return list.format(parts);
}

function joinSentences(...sentences: string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** Modules without a gradient; '' where there are none. */
function describeIdle({ rows }: TickTimeline, modules: readonly Module[]): string {
  const idle = rows.filter(({ ticksPerUpdate }) => ticksPerUpdate === null);
  if (idle.length === 0) return '';
  const names = nameModules(
    idle.map(({ module }) => module),
    modules,
  );
  return `No gradient reaches ${names}, which never learn${idle.length > 1 ? '' : 's'}.`;
}

function summarizeBoundary({ model }: Experiment, { rows }: TickTimeline): string {
  const boundaries = rows.flatMap(({ windows }) => windows[0]?.boundary ?? []);
  if (boundaries.includes('synthetic')) {
    const { periods } = inferPeriods(model);
    const moduleOf = mapNodesToModules(findModules(model));
    const edges = model.edges.filter(
      (edge) => edge.decoupled && isRecurrent(model, edge, periods, moduleOf),
    );
    const names = shortList(edges.map((edge) => nameEdge(edgeId(edge))));
    const others = boundaries.includes('cut') ? ', and cut off in the other modules' : '';
    return `The gradient of what lies beyond the end of an unroll is predicted on ${names}${others}.`;
  }
  if (rows.some(({ syntheticTicks }) => syntheticTicks.length > 0))
    return 'None waits for a gradient of another.';
  return boundaries.includes('cut')
    ? 'The gradient of what lies beyond the end of an unroll is cut off.'
    : '';
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
  cut: '; the gradient of what lies beyond is cut off',
  synthetic: '; the gradient of what lies beyond is synthetic',
};

/** The tooltip of a window: `Ticks 1 to 4: learns from the true gradient; ...`. */
export function describeWindow({ from, to, gradient, boundary }: TickWindow): string {
  const beyond = gradient === 'none' ? '' : boundaryTexts[boundary];
  return `Ticks ${from} to ${to}: ${gradientTexts[gradient]}${beyond}.`;
}

/** How often a module updates; null stands for never. */
export function describeUpdateRate(ticksPerUpdate: number | null): string {
  return ticksPerUpdate === null ? 'never updates' : `updates ${formatInterval(ticksPerUpdate)}`;
}

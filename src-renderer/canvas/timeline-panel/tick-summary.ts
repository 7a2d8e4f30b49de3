import type { Experiment } from '#spec/experiment';
import type { Module } from '#spec/graph';
import { edgeId } from '#spec/model';
import { inferPeriods } from '#spec/periods';
import { sequenceTicks } from '#spec/task';
import type { Method } from '#spec/training';
import { isRecurrent } from '#spec/windows';
import { tickTimelineOf, windowsWith, type TickTimeline } from './tick-timeline';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const everyTicks = (ticks: number): string => (ticks === 1 ? 'every tick' : `every ${ticks} ticks`);

/** What the ticks say, in words: how often each module updates, and what it knows of the future. */
export function ticksInWords(
  experiment: Experiment,
  modules: readonly Module[],
  method: Method,
): string {
  const timeline = tickTimelineOf(experiment, modules, method);
  if (!timeline) return missingInWords(experiment, method);
  const learning = timeline.rows.flatMap(({ module, every }) =>
    every === null ? [] : [{ module, every }],
  );
  const [first] = learning;
  if (!first) return 'No gradient arrives anywhere, so nothing learns.';
  if (method === 'backprop') {
    const grows =
      sequenceTicks(experiment.task) === 'curriculum' && !experiment.training.fullUnroll;
    const when = grows
      ? `at the end of each sequence: ${first.every} ticks at first, more as the task grows`
      : everyTicks(first.every);
    return `Everything is locked, and updates at once ${when}.`;
  }
  const full = windowsWith(experiment, 'backprop')?.step ?? null;
  const often = full === null ? 1 : full / first.every;
  const paces = learning.map(({ module, every }, index) =>
    index === 0 ? `${module} updates ${everyTicks(every)}` : `${module} every ${every}`,
  );
  const gain = often > 1 ? ` (with backprop all every ${full})` : '';
  return `${list.format(paces)}${gain}. ${futureInWords(experiment, timeline)}`.trim();
}

function futureInWords({ model }: Experiment, { rows }: TickTimeline): string {
  const beyond = rows.flatMap(({ windows }) => windows[0]?.beyond ?? []);
  if (beyond.includes('synthetic')) {
    const { periods } = inferPeriods(model);
    const edges = model.edges.filter((edge) => edge.decoupled && isRecurrent(model, edge, periods));
    return `What lies beyond is foretold on ${list.format(edges.map((edge) => edgeId(edge).replace('->', ' → ')))}.`;
  }
  if (rows.some(({ synthetic }) => synthetic.length > 0)) return 'None waits for another.';
  return beyond.includes('cut') ? 'What lies beyond is not seen.' : '';
}

function missingInWords({ task }: Experiment, method: Method): string {
  if (method === 'backprop')
    return `The stream of the task '${task.kind}' has no end: set Full unroll in Training to see when backprop updates.`;
  return 'Set Unroll T in Training to see when each module updates.';
}

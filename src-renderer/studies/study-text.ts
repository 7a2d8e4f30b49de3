import type { FieldValue } from '#analysis/run-field';
import { describeRung, describeTimeLeft } from '#analysis/study-progress-text';
import { countNoun } from '#spec/count-noun';
import type { Experiment } from '#spec/experiment';
import { methodPath, type AxisValue, type Study, type StudyPlan } from '#spec/study';
import { methodInfo } from '#chart/methods';
import { formatNumber } from '../stores/format';
import { describeAxis, formatAxisValue } from './axis-text';
import { listAxes, readSeeds, readSteps } from './question';
import { labelSetting } from './setting-choices';
import type { StudyProgress } from './study-progress';

/** How a study is put into words. */

/** The value of an axis in a table or figure: `DNI`, `0.001`, `64, 64`. */
export function showValue(path: string, value: AxisValue): string {
  if (path === methodPath && typeof value === 'string' && Object.hasOwn(methodInfo, value))
    return methodInfo[value as keyof typeof methodInfo].label;
  if (typeof value === 'number') return formatNumber(value);
  if (value === null) return 'left out';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return formatAxisValue(value).replace(/^\[(.*)\]$/, '$1');
}

/** The same of a field that `analysis/run-field` has read, where lists are joined already. */
export function showField(field: string, value: FieldValue): string {
  return typeof value === 'string' && field !== methodPath ? value : showValue(field, value);
}

/** What the axis of a study is called, the models as well. */
export function labelField(spec: Experiment | null, field: string): string {
  return field === 'run.model' ? 'Model' : labelSetting(spec, field);
}

/** `Method: DNI, backprop, none · 5 seeds · 8,000 steps`: the question in one line. `specs`: the models, as far as they are there. */
export function summarizeQuestion(study: Study, specs: readonly Experiment[]): string {
  const spec = specs[0] ?? null;
  const axes = listAxes(study).map(([path, axis]) => {
    const values = Array.isArray(axis)
      ? axis.map((value) => showValue(path, value)).join(', ')
      : describeAxis(axis);
    return `${labelSetting(spec, path)}: ${values}`;
  });
  const seeds = readSeeds(study);
  return [
    ...axes,
    ...(study.search.kind === 'random' ? [`${study.search.samples} drawn`] : []),
    ...(seeds.length > 0 ? [countNoun(seeds.length, 'seed')] : []),
    ...describeSteps(study, specs),
    ...(study.halving ? ['the worst stopped early'] : []),
  ].join(' · ');
}

/** `600 steps`, and where the models keep steps of their own `600 to 8,000 steps`. */
function describeSteps(study: Study, specs: readonly Experiment[]): string[] {
  const steps = [null, ...specs].flatMap((spec) => readSteps(study, spec) ?? []);
  if (steps.length === 0) return [];
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  return [`${least === most ? '' : `${formatNumber(least)} to `}${countNoun(most, 'step')}`];
}

/** What stands below the steps of a run while the models have different ones; undefined where all are equal. */
export function explainSteps(study: Study, specs: readonly Experiment[]): string | undefined {
  const [range] = describeSteps(study, specs);
  return range?.includes(' to ') ? `Each model has its own: ${range}` : undefined;
}

/** `7 of 15 runs done`, `Rung 3 of 4, to step 1,000: the best 2 of 8 runs, 1 done`, `Finished, 15 runs`. */
export function describeProgress({
  status,
  done,
  total,
  activity,
  elsewhere = 0,
}: StudyProgress): string {
  const part = `${formatNumber(done)} of ${countNoun(total, 'run')} done`;
  switch (status) {
    case 'draft':
      return 'Not started';
    case 'running':
      return activity?.rung
        ? `${describeRung(activity.rung, total)}, ${formatNumber(done)} done`
        : part;
    case 'finished':
      return `Finished, ${countNoun(total, 'run')}`;
    case 'stopped':
      return elsewhere > 0
        ? `${countNoun(elsewhere, 'run')} at work elsewhere, ${part}`
        : `Stopped, ${part}`;
    case 'failed':
      return `Failed, ${part}`;
  }
}

/** `about 2 min left` while it runs; null before its own runs tell, and afterwards. */
export function describeTime(
  { activity }: StudyProgress,
  formatSeconds: (seconds: number) => string,
): string | null {
  const seconds = activity?.secondsLeft ?? null;
  return seconds === null ? null : describeTimeLeft(seconds, formatSeconds);
}

/**
 * What the button does that starts a study: `Start 15 runs`, `Run the 5 that are missing, 3 of them deleted`. `isBegun`:
 * some of the runs that are left go on from a checkpoint: `Go on with 15 runs`.
 */
export function startLabel(
  { runs, done }: Pick<StudyPlan, 'runs' | 'done'>,
  deleted: number,
  isBegun = false,
): string {
  const left = runs - done;
  if (isBegun && deleted === 0) return `Go on with ${countNoun(left, 'run')}`;
  if (done === 0) return `Start ${countNoun(runs, 'run')}`;
  if (left === 1) return `Run the ${deleted > 0 ? 'deleted one again' : 'one that is missing'}`;
  if (deleted >= left) return `Run the ${formatNumber(left)} deleted ones again`;
  const among = deleted > 0 ? `, ${formatNumber(deleted)} of them deleted` : '';
  return `Run the ${formatNumber(left)} that are missing${among}`;
}

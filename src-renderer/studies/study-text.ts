import type { FieldValue } from '#analysis/run-field';
import type { Experiment } from '#spec/experiment';
import { methodPath, type AxisValue, type Study, type StudyPlan } from '#spec/study';
import { methodInfo } from '../stores/methods';
import { formatNumber } from '../stores/format';
import { describeAxis, formatAxisValue } from './axis-text';
import { listAxes, readSeeds, readSteps } from './question';
import { labelSetting } from './setting-choices';
import type { StudyProgress } from './study-progress';

/** How a study is put into words. */

/** `1 run`, `1,000 runs`. */
export function describeRuns(count: number): string {
  return count === 1 ? '1 run' : `${formatNumber(count)} runs`;
}

export function describeSeeds(count: number): string {
  return count === 1 ? '1 seed' : `${formatNumber(count)} seeds`;
}

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

/** `Method: DNI, backprop, none · 5 seeds · 8,000 steps`: the question in one line. */
export function summarizeQuestion(study: Study, spec: Experiment | null): string {
  const axes = listAxes(study).map(([path, axis]) => {
    const values = Array.isArray(axis)
      ? axis.map((value) => showValue(path, value)).join(', ')
      : describeAxis(axis);
    return `${labelSetting(spec, path)}: ${values}`;
  });
  const seeds = readSeeds(study);
  const steps = readSteps(study, spec);
  return [
    ...axes,
    ...(study.search.kind === 'random' ? [`${study.search.samples} drawn`] : []),
    ...(seeds.length > 0 ? [describeSeeds(seeds.length)] : []),
    ...(steps === undefined ? [] : [`${formatNumber(steps)} steps`]),
    ...(study.halving ? ['the worst stopped early'] : []),
  ].join(' · ');
}

/** `Running 7 of 15`, `Finished, 15 runs`. */
export function describeProgress({ status, done, total }: StudyProgress): string {
  switch (status) {
    case 'draft':
      return 'Not started';
    case 'running':
      return `Running ${formatNumber(done)} of ${formatNumber(total)}`;
    case 'finished':
      return `Finished, ${describeRuns(total)}`;
    case 'stopped':
      return `Stopped, ${formatNumber(done)} of ${formatNumber(total)} done`;
    case 'failed':
      return `Failed, ${formatNumber(done)} of ${formatNumber(total)} done`;
  }
}

/** What the button does that starts a study: `Start 15 runs`, `Run the 5 that are missing`. */
export function startLabel({ runs, done }: Pick<StudyPlan, 'runs' | 'done'>): string {
  if (done === 0) return `Start ${describeRuns(runs)}`;
  const left = runs - done;
  return left === 1
    ? 'Run the one that is missing'
    : `Run the ${formatNumber(left)} that are missing`;
}

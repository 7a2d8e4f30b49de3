import { applySettings } from '#analysis/study-specs';
import { describeMisfit } from '#spec/check-continuation';
import type { Experiment } from '#spec/experiment';
import type { AxisValue } from '#spec/study';
import { formatNumber } from '../../stores/format';
import { parseAxisValues } from '../../studies/axis-text';
import type { SettingChoice } from '../../studies/setting-choices';

/** Settings of a run that goes on from a checkpoint of another one, its parent. */

/** By path of the setting; null leaves a setting out. */
export type SettingChanges = Readonly<Record<string, AxisValue>>;

/** The settings that are offered first, where the run has them. */
export const usualPaths = ['training.method', 'training.optimizer.rate', 'training.seed'];

/** The steps in all that are offered: those of the parent, or as many again where these are done. */
export function suggestSteps({ training }: Experiment, step: number): number {
  return training.steps > step ? training.steps : step + training.steps;
}

/** The value that the parent has, as a change would have it. */
export function currentValue({ value, start }: SettingChoice): AxisValue {
  const [first] = start;
  return Array.isArray(first) ? first : value;
}

/** Reads one value as it is typed; an empty text is null, which leaves the setting out. */
export function parseSettingValue(text: string): { value: AxisValue } | { problem: string } {
  if (text.trim() === '') return { value: null };
  const values = parseAxisValues(text);
  if (typeof values === 'string') return { problem: values };
  const [value] = values;
  return value === undefined || values.length > 1
    ? { problem: 'Write one value; a list goes in brackets, like [64, 64].' }
    : { value };
}

export type Continuation = { spec: Experiment; problem: null } | { spec: null; problem: string };

/** The experiment that goes on from the checkpoint of `step`, or why it cannot, as a sentence. */
export function buildContinuation(
  parent: Experiment,
  step: number,
  steps: number,
  changes: SettingChanges,
): Continuation {
  const refuse = (problem: string): Continuation => ({ spec: null, problem });
  if (steps <= step)
    return refuse(
      `The steps count on from ${formatNumber(step)}: give more than that, or nothing is left to do.`,
    );
  const { experiment, problems } = applySettings(parent, [
    ...Object.entries(changes),
    ['training.steps', steps],
  ]);
  if (!experiment) {
    const [problem] = problems;
    return refuse(problem ? `${problem.message} ${problem.remedy}`.trim() : 'This does not fit.');
  }
  const misfit = describeMisfit(parent, experiment);
  return misfit === null
    ? { spec: experiment, problem: null }
    : refuse(`The weights of the checkpoint do not fit: ${misfit} Undo that change.`);
}

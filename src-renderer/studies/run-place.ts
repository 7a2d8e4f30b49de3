import { isEnded, isEndedAtRung, type Run } from '#spec/run';
import { formatNumber } from '../stores/format';

type PlacedRun = Pick<Run, 'selected' | 'spec' | 'study' | 'status' | 'step'>;

/**
 * What tells a value of a run from those at a step of a whole run: `untrained`, `step 50, stopped at 150`,
 * `stopped at 150` where that is the chosen step; null where there is nothing to tell.
 */
export function describePlace(run: PlacedRun, metric: string): string | null {
  const { selected } = run;
  const hasChosen = selected && !isBeginning(run) && Object.hasOwn(selected.values, metric);
  const chosen = hasChosen ? selected.step : null;
  const isShort = isEndedAtRung(run);
  const isEarlier = isShort && chosen !== null && chosen !== run.step;
  const parts = [
    ...(chosen === 0 ? ['untrained'] : isEarlier ? [`step ${formatNumber(chosen)}`] : []),
    ...(isShort ? [`stopped at ${formatNumber(run.step)}`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : null;
}

/** Whether a run at work has evaluated nothing yet but its untrained model, or not recorded more: it has no value then. */
export function isBeginning({ selected, status }: Pick<Run, 'selected' | 'status'>): boolean {
  return !isEnded(status) && selected?.step === 0;
}

/** `untrained`, `1 of 2 untrained`: where validation has chosen step 0; null where all values are of trained models. */
export function describeUntrained({
  untrained,
  n,
}: {
  /** Values of untrained models, of `n`. */
  untrained: number;
  n: number;
}): string | null {
  if (untrained === 0) return null;
  return untrained === n ? 'untrained' : `${untrained} of ${n} untrained`;
}

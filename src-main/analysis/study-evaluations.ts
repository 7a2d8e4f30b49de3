import { formatWhole } from '#spec/number-format';
import { countNoun } from '#spec/count-noun';
import type { StudyRun } from './study-specs';

/** Evaluations of a run below which its curve and its best step say little. */
const fewest = 5;
/** Those that are suggested in their place. */
const suggested = 20;

interface Lengths {
  steps: number;
  evaluateEvery: number;
}

/** Steps between evaluations that give a run of so many steps a curve; null where it has one. */
export function suggestInterval({ steps, evaluateEvery }: Lengths): number | null {
  if (steps / evaluateEvery >= fewest) return null;
  const interval = Math.max(1, Number((steps / suggested).toPrecision(1)));
  return interval < evaluateEvery ? interval : null;
}

export interface EvaluationAdvice {
  /** What is wrong, and what to set. */
  message: string;
  /** Steps between evaluations, for every run of the study. */
  evaluateEvery: number;
}

/** Says where runs of a study are evaluated too rarely for their number of steps; null where none is. */
export function checkEvaluations(runs: readonly Pick<StudyRun, 'spec'>[]): EvaluationAdvice | null {
  let worst: Lengths | null = null;
  for (const { spec } of runs)
    if (suggestInterval(spec.training) !== null && (!worst || spec.training.steps < worst.steps))
      worst = spec.training;
  const evaluateEvery = worst && suggestInterval(worst);
  if (!worst || evaluateEvery === null) return null;
  const [steps, every] = [worst.steps, worst.evaluateEvery].map((n) => formatWhole(n));
  return {
    evaluateEvery,
    message: `Runs of ${steps} steps are evaluated every ${every} steps, so that their curves have ${countPoints(worst)} points: evaluate them every ${countNoun(evaluateEvery, 'step')} ("evaluateEvery" in the study's file).`,
  };
}

/** Before the first step, at each interval, and after the last step. */
function countPoints({ steps, evaluateEvery }: Lengths): number {
  return 1 + Math.ceil(steps / evaluateEvery);
}

import { countModel } from '#spec/counts';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import { taskFields } from '#spec/task';
import type { StudyContent } from '#spec/study';
import { isRunDone } from './study-runs';
import { countByRung } from './study-halving';
import type { StudyRun } from './study-specs';

/** What is left to do of one run of a study. */
export interface RunLeft {
  wanted: StudyRun;
  /** As far as it is there. */
  run: Run | null;
  /** Steps that it has still to train. */
  steps: number;
}

/**
 * The runs of a study that have something left to do. Of successive halving every run counts to the first rung, and to the
 * later ones as many combinations as go on, the first in the list in place of the best, which nobody knows yet.
 */
export function listRunsLeft(
  { halving }: Pick<StudyContent, 'halving'>,
  runs: readonly StudyRun[],
  matches: ReadonlyMap<StudyRun, Run>,
): RunLeft[] {
  const ends = halving && endsOfCombinations(halving, runs);
  return runs.flatMap((wanted) => {
    const run = matches.get(wanted) ?? null;
    const end = ends?.get(wanted.combination) ?? wanted.spec.training.steps;
    if (run && isRunDone(run, end)) return [];
    return [{ wanted, run, steps: Math.max(0, end - (run?.step ?? 0)) }];
  });
}

function endsOfCombinations(
  { rungs, keep }: NonNullable<StudyContent['halving']>,
  runs: readonly StudyRun[],
): Map<string, number> {
  const combinations = [...new Set(runs.map(({ combination }) => combination))];
  const counts = countByRung(combinations.length, rungs.length, keep);
  return new Map(
    combinations.map((combination, index) => {
      const last = counts.filter((count) => index < count).length - 1;
      return [combination, rungs[last] ?? 0];
    }),
  );
}

/** Runs of a model that a rate is measured on; the latest ones, since the machine may have changed. */
const maxMeasured = 5;

export interface TimeEstimate {
  seconds: number | null;
  /** Where the rate was measured, as a sentence. */
  from: string;
}

/**
 * Seconds until all runs are done, from the rates of earlier runs in the project: of the same model and method, else of the
 * same model. `slots`: how many train at the same time.
 */
export function estimateTime(
  left: readonly RunLeft[],
  runs: readonly Run[],
  slots: number,
): TimeEstimate {
  if (left.length === 0) return { seconds: 0, from: 'Nothing is left to do.' };
  const measured = new Map<string, Run[]>();
  const unknown = new Set<string>();
  let [sum, longest] = [0, 0];
  for (const { wanted, steps } of left) {
    const key = `${wanted.model}/${wanted.spec.training.method}`;
    const basis = measured.get(key) ?? findMeasured(wanted, runs);
    measured.set(key, basis);
    if (basis.length === 0) unknown.add(wanted.model);
    const seconds = steps / rateOf(basis);
    sum += seconds;
    longest = Math.max(longest, seconds);
  }
  if (unknown.size > 0)
    return {
      seconds: null,
      from: `No run of ${[...unknown].join(', ')} has been trained in this project yet, so the time is not known.`,
    };
  const basis = new Set([...measured.values()].flat());
  const atOnce = Math.min(slots, left.length);
  const rates = [...measured].map(([, list]) => Math.round(rateOf(list)).toLocaleString('en'));
  return {
    seconds: Math.max(sum / atOnce, longest),
    from: `From ${basis.size === 1 ? 'one run' : `${basis.size} runs`} of this project: ${[...new Set(rates)].join(', ')} steps/s${atOnce > 1 ? `, ${atOnce} runs at a time` : ''}.`,
  };
}

/** The latest runs of the model that have trained for a second or more; of the same method, where there are such. */
function findMeasured({ model, spec }: StudyRun, runs: readonly Run[]): Run[] {
  const ofModel = runs.filter(
    ({ modelId, step, seconds }) => modelId === model && step > 0 && seconds >= 1,
  );
  const alike = ofModel.filter(({ method }) => method === spec.training.method);
  return (alike.length > 0 ? alike : ofModel).slice(-maxMeasured);
}

/** Infinity where there is no run. */
function rateOf(runs: readonly Run[]): number {
  const sum = (value: (run: Run) => number): number =>
    runs.reduce((total, run) => total + value(run), 0);
  return runs.length === 0 ? Infinity : sum(({ step }) => step) / sum(({ seconds }) => seconds);
}

/** What a run leaves on the disk. */
export interface RunBytes {
  /** Of one checkpoint. */
  checkpoint: number;
  /** Of curves and the log, by step. */
  step: number;
}

const bytesPerNumber = 4;
/** A row of a curve; train loss and error are measured at every step. */
const bytesPerStep = 3 * 24;
const slotsOfOptimizer = { sgd: 0, momentum: 1, rmsprop: 1, adam: 2 } as const;

/** The bytes of a run that has not been trained, from the number of its parameters. */
export function estimateRunBytes({ model, task, training }: Experiment): RunBytes {
  const { total, interfaces } = countModel(model, taskFields(task));
  const parameters = total.parameters + (training.method === 'dni' ? interfaces.parameters : 0);
  const copies = 1 + slotsOfOptimizer[training.optimizer.kind];
  return { checkpoint: bytesPerNumber * parameters * copies, step: bytesPerStep };
}

/** The bytes that the runs will add; `measured`: by model, where a run of it is there. */
export function estimateBytes(
  left: readonly RunLeft[],
  measured: ReadonlyMap<string, RunBytes>,
): number {
  return left.reduce((sum, { wanted, run, steps }) => {
    const bytes = measured.get(wanted.model) ?? estimateRunBytes(wanted.spec);
    // The first and the last step have a checkpoint too.
    const checkpoints = Math.ceil(steps / wanted.spec.training.checkpointEvery) + (run ? 0 : 1);
    return sum + checkpoints * bytes.checkpoint + steps * bytes.step;
  }, 0);
}

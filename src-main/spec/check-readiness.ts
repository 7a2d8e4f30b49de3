import { formatWhole } from './number-format';
import { listProblems } from './check-experiment';
import { findMisfit, findShortPart } from './check-sequence';
import { checkSize } from './check-size';
import { checkStopEarly } from './check-stop-early';
import { checkUnusual } from './check-unusual';
import type { Experiment } from './experiment';
import { limitProblems, type Problem } from './problems';
import { taskFields } from './task';
import type { TaskData, TrainingMachine } from './task-data';

/** What an experiment meets where it is to be trained. */
export interface Surroundings {
  /** Null while it is not known: nothing is said of data then. */
  data: TaskData | null;
  /** Null while it is not known: no size is compared with its memory then. */
  machine: TrainingMachine | null;
}

/**
 * Everything that stands between an experiment and its training: the problems of its description (`checkExperiment`),
 * data that is not there, what the machine cannot hold, and warnings of unusual settings. Without errors it can be
 * trained.
 */
export function checkReadiness(experiment: Experiment, { data, machine }: Surroundings): Problem[] {
  const fields = data ? data.fields : taskFields(experiment.task);
  return limitProblems([
    ...(data?.problem ? [{ severity: 'error' as const, ...data.problem }] : []),
    ...listProblems(experiment, fields),
    ...checkStream(experiment, data),
    ...checkStopEarly(experiment, data),
    ...checkSize(experiment, { fields, data, machine }),
    ...checkUnusual(experiment, data, machine),
  ]);
}

/** Each part holds a sequence, and each row of a batch reads a place of its own in a stream without sequences. */
function checkStream({ task, training }: Experiment, data: TaskData | null): Problem[] {
  const misfit = task.kind === 'sequence' ? findMisfit(task) : null;
  if (misfit) return [misfit];
  if (!data?.counts) return [];
  const short = task.kind === 'sequence' ? findShortPart(task, data.counts) : null;
  if (short) return [short];
  const isStream = task.kind === 'text' || (task.kind === 'sequence' && task.length === undefined);
  const ahead = task.kind === 'sequence' ? task.ahead : 1;
  const places = data.counts.train - ahead;
  if (!isStream || places >= training.batch) return [];
  return [
    {
      severity: 'error',
      setting: 'training.batch',
      message: `The training part has ${formatWhole(data.counts.train)} ${task.kind === 'text' ? `${task.unit}s` : 'rows'}, too few for a batch of ${formatWhole(training.batch)} streams, each with a place of its own.`,
      remedy: `Lower 'Batch' to ${formatWhole(Math.max(1, places))} or less.`,
      fix: { kind: 'setSetting', path: 'training.batch', value: Math.max(1, places) },
    },
  ];
}

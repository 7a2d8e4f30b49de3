import type { Experiment } from './experiment';
import type { Problem } from './problems';
import { taskFields } from './task';
import type { TaskData, TrainingMachine } from './task-data';
import { checkInterfaces } from './unusual-interfaces';
import { checkLayers, checkLogits } from './unusual-layers';
import { checkEnds } from './unusual-ends';
import { checkOptimizers } from './unusual-optimizers';
import { checkParts, checkPrecision, checkSchedule, checkUnroll } from './unusual-run';

/** Finds settings that are allowed but unusual: mostly slips, which ruin a run or waste it. None prevents training. */
export function checkUnusual(
  experiment: Experiment,
  data: TaskData | null,
  machine: TrainingMachine | null = null,
): Problem[] {
  const fields = data?.fields ?? taskFields(experiment.task);
  return [
    ...checkOptimizers(experiment),
    ...checkLogits(experiment, fields),
    ...checkEnds(experiment, fields),
    ...checkLayers(experiment),
    ...checkInterfaces(experiment),
    ...checkParts(experiment, data),
    ...checkSchedule(experiment, data),
    ...checkUnroll(experiment),
    ...checkPrecision(experiment, machine),
  ];
}

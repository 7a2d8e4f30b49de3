import { checkExperiment } from './check';
import { hasErrors, type Problem } from './problems';
import { readExperiment, type Reading } from './read';
import { taskFields, type Fields } from './task';

export { checkExperiment } from './check';
export { readExperiment, type Reading } from './read';

/**
 * Reads and checks a description in one go: all problems of its format, or, where it fits, all of its
 * graph. `datasetFields` are those of the imported data set its task names. Never throws.
 */
export function validateExperiment(value: unknown, datasetFields?: Fields): Reading {
  const reading = readExperiment(value);
  if (!reading.experiment) return reading;
  const { experiment } = reading;
  const problems: Problem[] = checkExperiment(
    experiment,
    taskFields(experiment.task, datasetFields),
  );
  return { experiment, problems };
}

/** Whether it can be trained as it stands. */
export function isTrainable({ experiment, problems }: Reading): boolean {
  return experiment !== null && !hasErrors(problems);
}

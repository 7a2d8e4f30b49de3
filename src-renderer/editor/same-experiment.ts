import { experimentSchema, type Experiment } from '#spec/experiment';

/**
 * Whether two experiments have the same content. Defaults that are left out and the order of the
 * settings do not count.
 */
export function isSameExperiment(first: Experiment, second: Experiment): boolean {
  return first === second || toCanonicalText(first) === toCanonicalText(second);
}

function toCanonicalText(experiment: Experiment): string {
  return JSON.stringify(experimentSchema.safeParse(experiment).data ?? experiment);
}

import { checkReadiness } from '#spec/check-readiness';
import type { Experiment } from '#spec/experiment';
import type { Problem } from '#spec/problems';
import type { Method } from '#spec/training';
import { session } from './session.svelte';
import { taskData } from './task-data.svelte';

/** The problems of an experiment with the data of its task and on this machine, as far as both are known. */
export function problemsHere(experiment: Experiment): Problem[] {
  const machine = session.info?.compute.machine ?? null;
  return checkReadiness(experiment, { data: taskData.find(experiment.task), machine });
}

/** The problems of runs with these methods and steps, each once. */
export function problemsOfRuns(
  experiment: Experiment,
  methods: readonly Method[],
  steps: number,
): Problem[] {
  const problems = methods.flatMap((method) =>
    problemsHere({ ...experiment, training: { ...experiment.training, method, steps } }),
  );
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

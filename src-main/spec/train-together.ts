import { z } from 'zod';
import type { Experiment } from './experiment';

/**
 * How long a training step takes of all runs that train together, in seconds: as one compiled step, and one run's step
 * after the other's. Measured at their first steps; the faster way is taken.
 */
export const groupTimingSchema = z.strictObject({
  /** How many runs there are, this one included. */
  members: z.int().min(2),
  together: z.number(),
  oneByOne: z.number(),
});
export type GroupTiming = z.infer<typeof groupTimingSchema>;

/** Whether the steps of all runs are one compiled step. */
export function areStepsJoint({ together, oneByOne }: GroupTiming): boolean {
  return together <= oneByOne;
}

/** Experiments never change. */
const keys = new WeakMap<Experiment, string | null>();

/**
 * A text that is the same for experiments whose training steps are the same computation on other numbers, so that their
 * runs can train together as one compiled step with a copy of the weights for each. They may differ in the seed and in
 * learning rates. Null where a run has to train alone: see `reasonToTrainAlone`.
 */
export function togetherKey(experiment: Experiment): string | null {
  const known = keys.get(experiment);
  if (known !== undefined) return known;
  const key = reasonToTrainAlone(experiment) === null ? stepKey(experiment) : null;
  keys.set(experiment, key);
  return key;
}

/** All that the steps of a run depend on but numbers that are inputs of them. */
function stepKey(experiment: Experiment): string {
  const { model, task, training, diagnostics } = experiment;
  const { nodes, edges, modules } = model;
  // What is undefined is not written.
  const settings = { ...training, seed: undefined };
  return JSON.stringify(
    { nodes, edges, modules, task, settings, diagnostics },
    (key, value: unknown) => (key === 'optimizer' ? withoutRate(value) : value),
  );
}

/** Why the steps of an experiment cannot be one with those of runs that differ in the seed, as a sentence; else null. */
export function reasonToTrainAlone({ model, task, training }: Experiment): string | null {
  const modules = Object.values(model.modules);
  const probabilities = modules.map((module) => module.updateProbability ?? 1);
  if (
    training.method !== 'backprop' &&
    [training.updateProbability, ...probabilities].some((probability) => probability < 1)
  )
    return 'Runs with sparse updates train alone: their modules update at different steps.';
  if ('curriculum' in task && task.curriculum)
    return 'Runs with a curriculum train alone: their steps depend on what they have learnt.';
  if (modules.some(({ device }) => device !== undefined))
    return 'Runs whose modules have devices of their own train alone.';
  if (!training.compiled) return 'Runs whose steps are not compiled train alone.';
  if (training.xla) return 'Runs whose steps are compiled by XLA train alone.';
  return null;
}

/** Rate and schedule are inputs of a step; what else an optimizer is set to is part of it. */
function withoutRate(optimizer: unknown): unknown {
  if (typeof optimizer !== 'object' || optimizer === null) return optimizer;
  return { ...optimizer, rate: undefined, schedule: undefined };
}

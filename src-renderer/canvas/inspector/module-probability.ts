import type { Experiment } from '#spec/experiment';
import type { Module } from '#spec/graph';

/** The module's own update probability; undefined where it has the run's. */
export function moduleProbability(experiment: Experiment, module: Module): number | undefined {
  const { modules } = experiment.model;
  return module.nodes.map((id) => modules[id]?.updateProbability).find((own) => own !== undefined);
}

/** Gives a module an update probability of its own; `undefined` gives it the run's again. */
export function setModuleProbability(
  experiment: Experiment,
  module: Module,
  updateProbability: number | undefined,
): Experiment {
  const { model } = experiment;
  // Settings may be keyed by any node of the module, but only once.
  const others = Object.entries(model.modules).filter(([id]) => !module.nodes.includes(id));
  const own = updateProbability === undefined ? [] : [[module.id, { updateProbability }] as const];
  return { ...experiment, model: { ...model, modules: Object.fromEntries([...others, ...own]) } };
}

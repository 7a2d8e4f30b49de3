import type { Experiment } from '#spec/experiment';
import { settingsOfModule, type Module } from '#spec/graph';
import type { ModuleSettings } from '#spec/model';

/** Gives a module a setting of its own; `undefined` takes it away again. */
export function setModuleSetting<K extends keyof ModuleSettings>(
  experiment: Experiment,
  module: Module,
  key: K,
  value: ModuleSettings[K],
): Experiment {
  const { model } = experiment;
  const others = Object.entries(model.modules).filter(([id]) => !module.nodes.includes(id));
  const all = { ...settingsOfModule(model, module), [key]: value };
  const own = Object.entries(all).filter(([, given]) => given !== undefined);
  const mine = own.length === 0 ? [] : [[module.id, Object.fromEntries(own)] as const];
  return { ...experiment, model: { ...model, modules: Object.fromEntries([...others, ...mine]) } };
}

import type { Experiment } from '#spec/experiment';
import type { Module } from '#spec/graph';
import type { ModuleSettings } from '#spec/model';

/** The module's own settings; empty where it has the run's. */
export function moduleSettings({ model }: Experiment, module: Module): ModuleSettings {
  // Settings may be keyed by any node of the module, but only once.
  const key = module.nodes.find((id) => model.modules[id] !== undefined);
  return (key !== undefined && model.modules[key]) || {};
}

/** Gives a module a setting of its own; `undefined` takes it away again. */
export function setModuleSetting<K extends keyof ModuleSettings>(
  experiment: Experiment,
  module: Module,
  key: K,
  value: ModuleSettings[K],
): Experiment {
  const { model } = experiment;
  const others = Object.entries(model.modules).filter(([id]) => !module.nodes.includes(id));
  const all = { ...moduleSettings(experiment, module), [key]: value };
  const own = Object.entries(all).filter(([, given]) => given !== undefined);
  const mine = own.length === 0 ? [] : [[module.id, Object.fromEntries(own)] as const];
  return { ...experiment, model: { ...model, modules: Object.fromEntries([...others, ...mine]) } };
}

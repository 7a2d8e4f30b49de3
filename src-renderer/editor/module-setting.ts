import type { Experiment } from '#spec/experiment';
import { findModuleSettings, type Module } from '#spec/graph';
import type { ModuleSettings } from '#spec/model';

/**
 * Sets a setting of a module; `undefined` removes it. The settings are stored under the id of the module.
 * Those found under another of its nodes, where an edit of the edges has changed the modules, move there.
 */
export function setModuleSetting<K extends keyof ModuleSettings>(
  experiment: Experiment,
  module: Module,
  key: K,
  value: ModuleSettings[K],
): Experiment {
  const { model } = experiment;
  const otherModules = Object.entries(model.modules).filter(([id]) => !module.nodes.includes(id));
  const settings = Object.entries({ ...findModuleSettings(model, module), [key]: value }).filter(
    ([, setting]) => setting !== undefined,
  );
  const entry = settings.length === 0 ? [] : [[module.id, Object.fromEntries(settings)] as const];
  const modules = Object.fromEntries([...otherModules, ...entry]);
  return { ...experiment, model: { ...model, modules } };
}

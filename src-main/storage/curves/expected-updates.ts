import type { Experiment } from '#spec/experiment';
import { findModules, findModuleSettings } from '#spec/graph';
import { quote } from '#spec/quote';
import { inferUpdateWindows } from '#spec/update-windows';

/** When a module of a run updates. */
export interface ExpectedUpdates {
  /** Steps of an update window: the module can update at the end of each. */
  windowSteps: number;
  /** The probability that it does. */
  probability: number;
}

/** When the module updates; a part of a sentence about the run where that cannot be told. */
export function expectedUpdates(experiment: Experiment, module: string): ExpectedUpdates | string {
  const { model, training } = experiment;
  const found = findModules(model).find(({ id }) => id === module);
  if (!found) return `has no module ${quote(module)}`;
  const windows = inferUpdateWindows(experiment);
  const ticks = windows?.modules[module];
  if (!windows || ticks === undefined)
    return 'has update windows that grow with its task, so that its updates cannot be counted';
  const probability =
    training.method === 'backprop'
      ? 1
      : (findModuleSettings(model, found).updateProbability ?? training.updateProbability);
  return { windowSteps: ticks / windows.step, probability };
}

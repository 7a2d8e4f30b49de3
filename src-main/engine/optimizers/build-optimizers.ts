import type { OptimizerSettings } from '#spec/optimizer';
import type { Training } from '#spec/training';
import { auxiliaryName, syntheticInputName, synthesizerName, type Network } from '../model/network';
import type { Parameter } from '../model/parameters';
import { Optimizer } from './optimizer';

/**
 * One optimizer for each module, synthesizer, synthetic input model and auxiliary head, by id. The caller disposes
 * of them.
 */
export function buildOptimizers(network: Network, training: Training): Map<string, Optimizer> {
  const optimizers = new Map<string, Optimizer>();
  const add = (id: string, settings: OptimizerSettings, parameters: Parameter[]): void => {
    optimizers.set(id, new Optimizer(settings, parameters, training.steps));
  };
  const under = (...prefixes: string[]): Parameter[] =>
    network.parameters.trainableUnder(...prefixes.map((prefix) => `${prefix}/`));
  for (const { id, nodes } of network.modules) add(id, training.optimizer, under(...nodes));
  // The other methods do not train the interfaces.
  if (training.method !== 'dni') return optimizers;
  for (const { edge, spec, auxiliary } of network.interfaces.values()) {
    const settings = spec.optimizer ?? training.optimizer;
    add(synthesizerName(edge), settings, under(synthesizerName(edge)));
    if (auxiliary) add(auxiliaryName(edge), settings, under(auxiliaryName(edge)));
    if (spec.syntheticInput)
      add(
        syntheticInputName(edge),
        spec.syntheticInput.optimizer ?? training.optimizer,
        under(syntheticInputName(edge)),
      );
  }
  return optimizers;
}

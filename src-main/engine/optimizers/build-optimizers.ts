import type { OptimizerSettings } from '#spec/optimizer';
import type { Training } from '#spec/training';
import { auxiliaryName, syntheticInputName, synthesizerName, type Network } from '../model/network';
import type { Parameter } from '../model/parameters';
import { Optimizer } from './optimizer';

/** One optimizer each for modules, synthesizers, synthetic input models and auxiliary heads, by id. */
export function buildOptimizers(network: Network, training: Training): Map<string, Optimizer> {
  const optimizers = new Map<string, Optimizer>();
  const add = (id: string, settings: OptimizerSettings, parameters: Parameter[]): void => {
    optimizers.set(id, new Optimizer(settings, parameters, training.steps));
  };
  const under = (...prefixes: string[]): Parameter[] =>
    network.parameters.trainableUnder(...prefixes.map((prefix) => `${prefix}/`));
  for (const { id, nodes } of network.modules) add(id, training.optimizer, under(...nodes));
  // The other methods leave the interfaces alone.
  if (training.method !== 'dni') return optimizers;
  for (const { edge, spec, auxiliary } of network.interfaces.values()) {
    const own = spec.optimizer ?? training.optimizer;
    add(synthesizerName(edge), own, under(synthesizerName(edge)));
    if (auxiliary) add(auxiliaryName(edge), own, under(auxiliaryName(edge)));
    if (spec.syntheticInput)
      add(
        syntheticInputName(edge),
        spec.syntheticInput.optimizer ?? training.optimizer,
        under(syntheticInputName(edge)),
      );
  }
  return optimizers;
}

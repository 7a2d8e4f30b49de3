import { findModuleSettings } from '#spec/graph';
import type { GroupedVariable } from '#tensorflow/graph/compiled-program';
import { auxiliaryName, syntheticInputName, synthesizerName, type Network } from '../model/network';
import type { TrainStep } from './train-step';

/** The variables of a step by module, and the device of each module. */
export interface DevicePlacement {
  variables: GroupedVariable[];
  /** In the order of `network.modules`: the device of the module (`gpu:1`), null where its settings name none. */
  devices: (string | null)[];
}

/**
 * Assigns every variable (parameters, optimizer slots, recurrent state) to a module. A synthesizer and its
 * auxiliary head belong to the module whose message they read, recurrent state to the module that sent it, and
 * a synthetic input model to the module that it feeds. Without a `step` nothing is trained: parameters are all there is.
 */
export function devicePlacement(
  network: Network,
  step?: Pick<TrainStep, 'optimizers' | 'recurrentState'>,
): DevicePlacement {
  const { modules, model } = network;
  const numbers = new Map(modules.map(({ id }, index) => [id, index]));
  const owners = new Map<string, string>(
    modules.flatMap(({ id, nodes }) => nodes.map((node) => [node, id] as const)),
  );
  for (const { edge, from, to } of network.interfaces.values()) {
    owners.set(synthesizerName(edge), from);
    owners.set(auxiliaryName(edge), from);
    owners.set(syntheticInputName(edge), to);
  }
  const groupOf = (name: string): number | undefined => {
    // `NODE/kernel`, `EDGE/synthesizer/0/kernel` and their slots.
    const [first = '', second = ''] = name.split('/');
    return numbers.get(owners.get(`${first}/${second}`) ?? owners.get(first) ?? '');
  };
  const all = [
    ...network.parameters.all(),
    ...[...(step?.optimizers.values() ?? [])].flatMap((optimizer) => optimizer.slots()),
  ];
  return {
    variables: [
      ...all.map(({ name, variable }) => ({ name, variable, group: groupOf(name) })),
      ...(step?.recurrentState.all() ?? []).map(({ name, variable, sender }) => ({
        name,
        variable,
        group: groupOf(sender),
      })),
    ],
    devices: modules.map((module) => findModuleSettings(model, module).device ?? null),
  };
}

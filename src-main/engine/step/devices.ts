import { settingsOfModule } from '#spec/graph';
import type { GroupedVariable } from '#tensorflow/graph/compiled-program';
import { auxiliaryName, syntheticInputName, synthesizerName, type Network } from '../model/network';
import type { TrainStep } from './train-step';

/** What a step reads and changes, by module, and the device of each module. */
export interface DevicePlacement {
  variables: GroupedVariable[];
  /** By module, in the order of `network.modules`: null where its settings name none. */
  devices: (string | null)[];
}

/**
 * Variables of a network, its optimizers' slots and its memory, each with the module it works for: a synthesizer
 * and its auxiliary head stand with the module whose message they read, as does what is remembered of this, a
 * synthetic input model with the one it feeds.
 */
export function devicePlacement(
  network: Network,
  { optimizers, recurrentState }: Pick<TrainStep, 'optimizers' | 'recurrentState'>,
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
    ...[...optimizers.values()].flatMap((optimizer) => optimizer.slots()),
  ];
  return {
    variables: [
      ...all.map(({ name, variable }) => ({ name, variable, group: groupOf(name) })),
      ...recurrentState
        .all()
        .map(({ name, variable, sender }) => ({ name, variable, group: groupOf(sender) })),
    ],
    devices: modules.map((module) => settingsOfModule(model, module).device ?? null),
  };
}

import { countModel } from '#spec/counts';
import type { Experiment } from '#spec/experiment';
import type { Fields } from '#spec/task';

/** Multiply-adds of each node, and of each synthesizer that the method uses, in the forward pass of one tick of one example. */
export function forwardCosts(
  { model, training }: Pick<Experiment, 'model' | 'training'>,
  fields: Fields,
): number[] {
  const { nodes, synthesizers } = countModel(model, fields);
  const used = training.method === 'dni' ? Object.values(synthesizers) : [];
  return [...Object.values(nodes), ...used].map(({ multiplyAdds }) => multiplyAdds);
}

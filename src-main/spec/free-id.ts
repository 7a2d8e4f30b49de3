import type { Model } from './model';

/** The name as the id of a new node, with the first number from 2 on where a node of the model has it. */
export function freeId(name: string, { nodes }: Pick<Model, 'nodes'>): string {
  let id = name;
  for (let n = 2; id in nodes; n++) id = `${name}${n}`;
  return id;
}

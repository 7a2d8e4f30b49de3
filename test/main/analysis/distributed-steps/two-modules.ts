import type { SizedModel } from '#analysis/distributed-steps/model-chain';
import { countModel } from '#spec/counts';
import type { ExperimentInput } from '#spec/experiment';
import { modelSchema } from '#spec/model';
import { inferShapes } from '#spec/shapes';
import type { Fields } from '#spec/task';

type Edges = ExperimentInput['model']['edges'];

const fields: Fields = {
  x: { kind: 'values', shape: [10] },
  y: { kind: 'label', classes: 2 },
};
const dni = { synthesizer: { hidden: [] } };

/** Two dense layers without biases, of 20 and 30 units on 10 inputs. */
export function sized(edges: Edges): SizedModel {
  const model = modelSchema.parse({
    nodes: {
      x: { kind: 'input', field: 'x' },
      a: { kind: 'dense', units: 20, bias: false },
      b: { kind: 'dense', units: 30, bias: false },
      loss: { kind: 'softmaxCrossEntropy', target: 'y' },
    },
    edges,
  });
  return { model, counts: countModel(model, fields), shapes: inferShapes(model, fields).shapes };
}

export const edges: Edges = [
  { from: 'x', to: 'a' },
  { from: 'a', to: 'b', decoupled: dni },
  { from: 'b', to: 'loss' },
];

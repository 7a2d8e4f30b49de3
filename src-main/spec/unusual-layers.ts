import type { Experiment } from './experiment';
import { freeId } from './free-id';
import { findNearestLosses, indexEdges } from './graph';
import type { Model } from './model';
import { isLoss, nodeSchema, type ActivationFunction, type Node } from './nodes';
import type { Fix, Problem } from './problems';
import { quote } from './quote';
import { labelSetting } from './setting-label';
import { findField, type Fields } from './task';
import { roundTo3, warning } from './unusual-warning';

/** A softmax cross entropy needs logits of any size and sign: an activation bounds them or cuts off their sign. */
export function checkLogits({ model }: Experiment, fields: Fields | null): Problem[] {
  const { incoming } = indexEdges(model);
  return Object.entries(model.nodes).flatMap(([id, loss]): Problem[] => {
    if (loss.kind !== 'softmaxCrossEntropy') return [];
    const from = incoming(id)[0]?.from ?? '';
    const node = model.nodes[from];
    const activation = node && activationOf(node);
    if (!node || !activation || activation.function === 'linear') return [];
    const { key, function: name } = activation;
    const effect = activationEffects[name];
    return [
      warning(
        { node: from, ...(key && { setting: `model.nodes.${from}.${key}` }) },
        `${quote(from)} applies ${name} to the logits of the cross entropy ${quote(id)}, which ${effect}.`,
        key
          ? 'Its softmax wants them as they are: set it to linear.'
          : 'Put a dense layer between them.',
        key
          ? { kind: 'setNode', node: from, values: { [key]: 'linear' } }
          : addOutputs(from, id, model, fields),
      ),
    ];
  });
}

/** A dense layer with a unit for each class of the target. */
function addOutputs(
  from: string,
  loss: string,
  model: Model,
  fields: Fields | null,
): Fix | undefined {
  const node = model.nodes[loss];
  const target = node && isLoss(node) ? findField(fields, node.target) : undefined;
  if (target?.kind !== 'label') return undefined;
  return {
    ...{ kind: 'insertNode', edge: `${from}->${loss}`, id: freeId('logits', model) },
    node: nodeSchema.parse({ kind: 'dense', units: target.classes }),
  };
}

/** The last function that a node applies, and the setting that holds it; null for nodes without one. */
function activationOf(node: Node): { function: ActivationFunction; key: string | null } | null {
  switch (node.kind) {
    case 'activation':
      return { function: node.function, key: 'function' };
    case 'dense':
    case 'conv2d':
      return { function: node.activation, key: 'activation' };
    case 'rnn':
      return { function: node.activation, key: null };
    case 'lstm':
    case 'gru':
      return { function: 'tanh', key: null };
    default:
      return null;
  }
}

const activationEffects: Record<Exclude<ActivationFunction, 'linear'>, string> = {
  relu: 'makes all negative ones equal and passes no gradient back through them',
  leakyRelu: 'shrinks the negative ones',
  elu: 'keeps them above −1',
  gelu: 'keeps them above −0.2',
  sigmoid: 'keeps them between 0 and 1, so that no class can become certain',
  tanh: 'keeps them between −1 and 1, so that no class can become certain',
  softplus: 'keeps them above 0',
};

/** From this rate on, so little of a layer is left that it mostly learns nothing. */
const mostDropout = 0.9;

export function checkLayers({ model }: Experiment): Problem[] {
  const outputs = findNearestLosses(model, ({ kind }) =>
    ['activation', 'dropout', 'flatten'].includes(kind),
  );
  return Object.entries(model.nodes).flatMap(([id, node]): Problem[] => {
    if (node.kind === 'dropout' && node.rate >= mostDropout)
      return [
        warning(
          { node: id, setting: `model.nodes.${id}.rate` },
          `${quote(id)} drops ${roundTo3(100 * node.rate)} % of what arrives.`,
          'Rates of 0.1 to 0.5 are usual; the rate is the share that is dropped, not the one that is kept.',
          { kind: 'setNode', node: id, values: { rate: 0.5 } },
        ),
      ];
    const key = 'filters' in node ? 'filters' : 'units';
    const width = 'filters' in node ? node.filters : 'units' in node ? node.units : null;
    // A single number may well be what is predicted.
    if (width !== 1 || outputs.has(id)) return [];
    return [
      warning(
        { node: id, setting: `model.nodes.${id}.${key}` },
        `${quote(id)} has a single ${key === 'filters' ? 'map' : 'unit'}: all that lies above it sees one number${key === 'filters' ? ' a position' : ''}.`,
        `Raise its '${labelSetting(`model.nodes.${id}.${key}`)}', unless such a bottleneck is wanted.`,
      ),
    ];
  });
}

import type { Experiment } from './experiment';
import { indexEdges } from './graph';
import { isLoss, nodeSchema, type LossNode, type Node } from './nodes';
import type { Fix, Problem } from './problems';
import { quote } from './quote';
import { findField, type Fields } from './task';
import { warning } from './unusual-warning';

/** Losses that do not suit their target, and what stands between the last layer and a loss though it harms there. */
export function checkEnds({ model }: Experiment, fields: Fields | null): Problem[] {
  const { incoming } = indexEdges(model);
  return Object.entries(model.nodes).flatMap(([id, loss]) => {
    if (!isLoss(loss)) return [];
    const found = checkTarget(id, loss, fields);
    // From the loss down to its last layer with weights.
    let at = incoming(id)[0]?.from;
    for (const seen = new Set<string>(); at !== undefined && !seen.has(at);) {
      seen.add(at);
      const node = model.nodes[at];
      const problem = node && checkBefore(at, node, id);
      if (problem) found.push(problem);
      if (!node || !passesOn.has(node.kind)) break;
      at = incoming(at)[0]?.from;
    }
    return found;
  });
}

const passesOn: ReadonlySet<Node['kind']> = new Set([
  'activation',
  'batchNorm',
  'dropout',
  'flatten',
]);

/** Classes are no numbers that lie nearer to each other or further apart. */
function checkTarget(id: string, loss: LossNode, fields: Fields | null): Problem[] {
  if (loss.kind !== 'meanSquaredError' || findField(fields, loss.target)?.kind !== 'label')
    return [];
  return [
    warning(
      { node: id, setting: `model.nodes.${id}.target` },
      `${quote(id)} compares the classes of ${quote(loss.target)} by their squared error, which learns slowly where the model is sure of a wrong class.`,
      'A softmax cross entropy is usual for classes.',
      {
        ...{ kind: 'replaceNode', node: id },
        with: nodeSchema.parse({ ...loss, kind: 'softmaxCrossEntropy' }),
      },
    ),
  ];
}

function checkBefore(id: string, node: Node, loss: string): Problem | null {
  const takeOut: Fix = { kind: 'bypass', node: id };
  if (node.kind === 'dropout')
    return warning(
      { node: id },
      `${quote(id)} drops a part of what the loss ${quote(loss)} compares: the outputs themselves, which no later layer can make up for.`,
      'Put it before the last layer.',
      takeOut,
    );
  const isOwn = 'batchNorm' in node && node.batchNorm;
  if (node.kind !== 'batchNorm' && !isOwn) return null;
  return warning(
    { node: id, ...(isOwn && { setting: `model.nodes.${id}.batchNorm` }) },
    `${quote(id)} normalises what the loss ${quote(loss)} compares: each output of an example depends on the others of its batch.`,
    'The last layer has no batch normalisation as a rule.',
    isOwn ? { kind: 'setNode', node: id, values: { batchNorm: false } } : takeOut,
  );
}

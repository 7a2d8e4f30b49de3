import { countNoun } from './count-noun';
import type { Experiment } from './experiment';
import { hasParameters } from './counts';
import { findModules, mapNodesToModules } from './graph';
import { edgeId, type EdgeId, type Model } from './model';
import { isLoss } from './nodes';
import type { Problem } from './problems';
import { quote } from './quote';
import { formatCount, set, warning } from './unusual-warning';

/** Interfaces that the method uses, but that do nothing. */
export function checkInterfaces({ model, training }: Experiment): Problem[] {
  if (training.method !== 'dni') return [];
  const learns = findLearningModules(model);
  return model.edges.flatMap((edge) => {
    if (!edge.decoupled) return [];
    const id: EdgeId = edgeId(edge);
    const { syntheticGradientScale, warmup, synthesizer } = edge.decoupled;
    const problems: Problem[] = [];
    if (!learns(edge.to) && !isLoss(model.nodes[edge.to] ?? { kind: 'flatten' }))
      problems.push(
        warning(
          { edge: id },
          `Above the decoupled edge ${quote(id)} nothing learns: its synthesizer predicts a gradient that the loss gives at once.`,
          'Couple it again, and decouple an edge between two layers.',
          { kind: 'recouple', edge: id },
        ),
      );
    if (syntheticGradientScale === 0)
      problems.push(
        warning(
          { edge: id, setting: 'decoupled.syntheticGradientScale' },
          `The synthetic gradient of ${quote(id)} is multiplied by 0: the module below gets none, as with the method none.`,
          'Raise its scale, or choose the method none.',
          set(`model.edges.${id}.decoupled.syntheticGradientScale`, null),
        ),
      );
    if (warmup >= training.steps)
      problems.push(
        warning(
          { edge: id, setting: 'decoupled.warmup' },
          `The synthesizer of ${quote(id)} warms up for ${countNoun(warmup, 'step')}, and the run has ${formatCount(training.steps)}: its gradient is never used.`,
          'Lower its warm-up, or train for more steps.',
          set(`model.edges.${id}.decoupled.warmup`, 0),
        ),
      );
    if (synthesizer.hidden.includes(1))
      problems.push(
        warning(
          { edge: id },
          `The synthesizer of ${quote(id)} has a hidden layer of size 1: its gradients are multiples of one vector.`,
          'Raise its hidden layers.',
          { kind: 'setSynthesizer', edge: id, values: { hidden: [] } },
        ),
      );
    return problems;
  });
}

/** Tells of a node whether its module has something to learn. */
function findLearningModules(model: Model): (node: string) => boolean {
  const modules = findModules(model);
  const moduleOf = mapNodesToModules(modules);
  const learning = new Set(
    modules
      .filter(({ nodes }) =>
        nodes.some((node) => {
          const kind = model.nodes[node]?.kind;
          return kind !== undefined && hasParameters({ kind });
        }),
      )
      .map(({ id }) => id),
  );
  return (node) => learning.has(moduleOf.get(node) ?? '');
}

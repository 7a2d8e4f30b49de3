import { countModel, hasParameters } from './counts';
import { lossNodes } from './deciding-loss';
import type { Experiment } from './experiment';
import { findModules } from './graph';
import { isLoss, type Node } from './nodes';
import { isStateLoop } from './shapes';
import { findField, isSequential, reportUnit, type Fields } from './task';

/** What a run leaves on the disk, in bytes. */
export interface DiskEstimate {
  /** Of one checkpoint: its weights, and the optimizer's values for each of them. */
  checkpoint: number;
  checkpoints: number;
  /** Of all checkpoints and all curves. */
  bytes: number;
  curves: number;
}

const bytesPerNumber = 4;
/** Step, seconds and value. */
const bytesPerRow = 24;
const slotsOfOptimizer = { sgd: 0, momentum: 1, rmsprop: 1, adam: 2 } as const;
/** Each metric has a file that stays open: of models with more nodes than this, interfaces alone are examined. */
export const mostExaminedNodes = 100;
/** Distances back in time at which the gradient of a recurrent interface is measured, at most. */
const mostDistances = 16;

/** `fields`: those of the task; null where its data is not known, which leaves weights out. */
export function estimateDisk(experiment: Experiment, fields: Fields | null): DiskEstimate {
  const { model, training, diagnostics } = experiment;
  const { steps, evaluateEvery, checkpointEvery, method } = training;
  const { total, interfaces } = countModel(model, fields);
  const parameters = total.parameters + (method === 'dni' ? interfaces.parameters : 0);
  const checkpoint = bytesPerNumber * parameters * (1 + slotsOfOptimizer[training.optimizer.kind]);
  // The first and the last step have a checkpoint and an evaluation too.
  const checkpoints = Math.ceil(steps / checkpointEvery) + 1;
  const evaluations = Math.ceil(steps / evaluateEvery) + 1;
  const examinations = diagnostics.every > 0 ? Math.floor(steps / diagnostics.every) + 1 : 0;
  const ofSplit = countSplitMetrics(experiment, fields);
  const rows =
    steps * (ofSplit + countLevels(experiment)) +
    evaluations * 2 * ofSplit +
    examinations * countDiagnostics(experiment);
  const curves = bytesPerRow * rows;
  return { checkpoint, checkpoints, curves, bytes: checkpoints * checkpoint + curves };
}

/** Loss, error and loss in the unit of the task; with several losses each by itself too. */
function countSplitMetrics({ model, task }: Experiment, fields: Fields | null): number {
  const losses = lossNodes(model);
  const unit = reportUnit(task) === null ? 0 : 1;
  const own = losses.map(({ node }) =>
    node.kind === 'softmaxCrossEntropy' || findField(fields, node.target)?.kind === 'label'
      ? 2 + unit
      : 1,
  );
  const first = own.reduce((most, count) => Math.max(most, count), 1);
  return losses.length > 1 ? own.reduce((sum, count) => sum + count, first) : first;
}

/** The level of a task with a curriculum, and the mean that decides when it grows. */
function countLevels({ task }: Experiment): number {
  return 'curriculum' in task && task.curriculum ? 2 : 0;
}

/** What is measured of layers, edges, interfaces and modules at each of the diagnostics. */
function countDiagnostics({ model, task, training }: Experiment): number {
  const isExamined = (node: Node | undefined): boolean =>
    node !== undefined && node.kind !== 'input' && !isLoss(node);
  const nodes = Object.values(model.nodes).filter(isExamined);
  const isSmall = nodes.length <= mostExaminedNodes;
  const ofLayers = nodes.reduce((sum, node) => sum + countLayerMetrics(node), 0);
  const usesSynthesizers = training.method === 'dni';
  const ofEdges = model.edges.reduce((sum, edge) => {
    if (edge.decoupled && usesSynthesizers) {
      const distances = isSequential(task) && edge.delay ? mostDistances : 0;
      // The norms of both gradients, their cosine, the relative error and the synthesizer's loss.
      return sum + 5 + distances;
    }
    const isPlain = isExamined(model.nodes[edge.from]) && !isStateLoop(model, edge);
    return sum + (isPlain && isSmall ? 1 : 0);
  }, 0);
  return (isSmall ? ofLayers : 0) + ofEdges + findModules(model).length;
}

/** The spread of activations, dead rectifiers, and the sizes of weights and updates. */
function countLayerMetrics(node: Node): number {
  const isRectified =
    ('activation' in node && node.activation === 'relu') ||
    (node.kind === 'activation' && node.function === 'relu');
  return 1 + (isRectified ? 1 : 0) + (hasParameters(node) ? 2 : 0);
}

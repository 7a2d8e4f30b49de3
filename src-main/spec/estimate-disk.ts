import { hasParameters } from './counts';
import { lossNodes } from './deciding-loss';
import { estimateCheckpoint } from './estimate-checkpoint';
import type { Experiment } from './experiment';
import { findModules } from './graph';
import { isLoss, type Node } from './nodes';
import { isStateLoop } from './shapes';
import { findField, isSequential, reportUnit, type Fields } from './task';
import { atFirstLevel, inferUpdateWindows } from './update-windows';

/** What a run leaves on the disk, in bytes. */
export interface DiskEstimate {
  /** Of one checkpoint. */
  checkpoint: number;
  checkpoints: number;
  /** Of all checkpoints and all curves. */
  bytes: number;
  curves: number;
}

/** Step, seconds and value. */
const bytesPerRow = 24;
/** Each metric has a file that stays open: of models with more nodes than this, interfaces alone are examined. */
export const mostExaminedNodes = 100;
/** Distances back in time, in ticks, at which the gradient of a recurrent interface is measured. */
export const gradientDistances = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];
/** Windows of training over which that gradient is followed; the first only warms the states up. */
export const comparedWindows = 5;

/** `fields`: those of the task; null where its data is not known, which leaves weights out. */
export function estimateDisk(experiment: Experiment, fields: Fields | null): DiskEstimate {
  const { training, diagnostics } = experiment;
  const { steps, evaluateEvery, checkpointEvery } = training;
  const checkpoint = estimateCheckpoint(experiment, fields);
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
function countDiagnostics(experiment: Experiment): number {
  const { model, task, training } = experiment;
  const ofRecurrent = countDistances(experiment);
  const isExamined = (node: Node | undefined): boolean =>
    node !== undefined && node.kind !== 'input' && !isLoss(node);
  const nodes = Object.values(model.nodes).filter(isExamined);
  const isSmall = nodes.length <= mostExaminedNodes;
  const ofLayers = nodes.reduce((sum, node) => sum + countLayerMetrics(node), 0);
  const usesSynthesizers = training.method === 'dni';
  const ofEdges = model.edges.reduce((sum, edge) => {
    if (edge.decoupled && usesSynthesizers) {
      const distances = isSequential(task) && edge.delay ? ofRecurrent : 0;
      // The norms of both gradients, their cosine, the relative error and the synthesizer's loss.
      return sum + 5 + distances;
    }
    const isPlain = isExamined(model.nodes[edge.from]) && !isStateLoop(model, edge);
    return sum + (isPlain && isSmall ? 1 : 0);
  }, 0);
  return (isSmall ? ofLayers : 0) + ofEdges + countLearningModules(experiment);
}

/** The distances that lie within the compared windows. */
function countDistances(experiment: Experiment): number {
  const windows = inferUpdateWindows({ ...experiment, task: atFirstLevel(experiment.task) });
  const ticks = comparedWindows * Math.max(1, ...Object.values(windows?.modules ?? {}));
  return gradientDistances.filter((distance) => distance < ticks).length;
}

/** Those that count their updates: under `none` a module learns from its own losses alone. */
function countLearningModules({ model, training }: Experiment): number {
  return findModules(model).filter(({ nodes }) => {
    const own = nodes.flatMap((id) => model.nodes[id] ?? []);
    return own.some(hasParameters) && (training.method !== 'none' || own.some(isLoss));
  }).length;
}

/** The spread of activations, dead rectifiers, and the sizes of weights and updates. */
function countLayerMetrics(node: Node): number {
  const isRectified =
    ('activation' in node && node.activation === 'relu') ||
    (node.kind === 'activation' && node.function === 'relu');
  return 1 + (isRectified ? 1 : 0) + (hasParameters(node) ? 2 : 0);
}

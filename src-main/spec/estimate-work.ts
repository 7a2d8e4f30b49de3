import { countModel } from './counts';
import type { Experiment } from './experiment';
import { edgeId } from './model';
import { inferPeriods } from './periods';
import type { Fields } from './task';
import type { TaskData, TrainingMachine } from './task-data';
import { atFirstLevel, inferUpdateWindows, isRecurrent } from './update-windows';
import { findModules, mapNodesToModules } from './graph';

/** A backward pass computes two products for each one of the forward pass. */
const passes = 3;

/**
 * Multiply-adds of one training step: forward and backward over all its rows and ticks, synthesizers included. Windows
 * that slow modules and the auxiliary task run again are left out, and so is everything whose size is unknown.
 */
export function estimateStepWork(experiment: Experiment, fields: Fields | null): number {
  const { model, task, training } = experiment;
  const { nodes, synthesizers, syntheticInputs } = countModel(model, fields);
  const { periods } = inferPeriods(model);
  const moduleOf = mapNodesToModules(findModules(model));
  const ticks = inferUpdateWindows({ ...experiment, task: atFirstLevel(task) })?.step ?? 1;
  const ticksOf = (node: string): number => Math.max(1, ticks / (periods[node] ?? 1));
  const ofNodes = Object.entries(nodes).map(([id, count]) => count.multiplyAdds * ticksOf(id));
  const ofEdges = model.edges.map((edge) => {
    const id = edgeId(edge);
    if (!edge.decoupled || training.method !== 'dni') return 0;
    const messages = isRecurrent(model, edge, periods, moduleOf) ? 1 : ticksOf(edge.from);
    const counts = [synthesizers[id], syntheticInputs[id]];
    return counts.reduce((sum, count) => sum + messages * (count?.multiplyAdds ?? 0), 0);
  });
  const forward = [...ofNodes, ...ofEdges].reduce((sum, work) => sum + work, 0);
  return passes * training.batch * forward;
}

/**
 * Multiply-adds of a whole run: its steps, and its evaluations on the validation and the test part. Where the parts have
 * no size, as in tasks without end, evaluations are left out; diagnostics take less than 2 % and are left out too.
 */
export function estimateRunWork(
  experiment: Experiment,
  fields: Fields | null,
  counts: TaskData['counts'],
): number {
  const { steps, evaluateEvery } = experiment.training;
  const evaluations = Math.ceil(steps / evaluateEvery) + 1;
  const evaluated = (counts?.validation ?? 0) + (counts?.test ?? 0);
  return (
    steps * estimateStepWork(experiment, fields) +
    evaluations * evaluated * estimateForwardWork(experiment, fields)
  );
}

/** Of one example, or one tick of a stream, forward, as in an evaluation: synthesizers have no part in it. */
function estimateForwardWork(experiment: Experiment, fields: Fields | null): number {
  const { task, training } = experiment;
  const method = training.method === 'dni' ? 'none' : training.method;
  const plain = { ...experiment, training: { ...training, method } };
  const ticks = inferUpdateWindows({ ...plain, task: atFirstLevel(task) })?.step ?? 1;
  return estimateStepWork(plain, fields) / (passes * training.batch * ticks);
}

/** Multiply-adds a second that the hardware of today reaches in large products; small ones are slower. */
export function rateOf(machine: TrainingMachine | null): { device: string; rate: number } {
  return machine?.gpu
    ? { device: 'a GPU', rate: 1e13 }
    : { device: 'a CPU of several cores', rate: 1e11 };
}

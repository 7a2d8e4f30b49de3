import { hasParameters } from './counts';
import type { Experiment } from './experiment';
import { canBackpropagate, inferGradients, type Gradients } from './gradients';
import {
  findModules,
  indexEdges,
  mapNodesToModules,
  removeDelayedEdges,
  topologicalOrder,
} from './graph';
import type { Model } from './model';
import type { Method } from './training';
import { inferUpdateWindows } from './update-windows';

/** What an update of a module waits for. It follows from the experiment: nothing of it is measured. */
export interface ModuleLock {
  /** Module id. */
  module: string;
  /**
   * Passes of other modules, forward or backward, that have to run one after the other between the module's own forward
   * pass and its own backward pass. Null where no gradient arrives, so that the module never updates.
   */
  passes: number | null;
  /** Ticks that the module runs forward before it updates: 1 on a set of examples. Null where they grow with the task. */
  ticks: number | null;
}

/**
 * The locks of the modules that have parameters, in the order of the graph. They are those of a schedule in which every
 * module has a worker of its own and every pass, forward or backward, takes the same time:
 *
 *     hidden1 → hidden2 → logits under backprop: 4, 2 and 0 passes, two for each module above
 *     the same with DNI or without gradients:    0 passes each
 */
export function findModuleLocks(experiment: Experiment): ModuleLock[] {
  const { model, training } = experiment;
  const windows = inferUpdateWindows(experiment);
  const waits = countPassesBetween(model, training.method);
  return findModules(model)
    .filter(({ nodes }) =>
      nodes.some((id) => model.nodes[id] !== undefined && hasParameters(model.nodes[id])),
    )
    .map(({ id }) => ({
      module: id,
      passes: waits.get(id) ?? null,
      ticks: windows?.modules[id] ?? null,
    }));
}

/** The modules that have parameters and get a gradient for them. */
export function listLearningModules(experiment: Experiment): string[] {
  return findModuleLocks(experiment)
    .filter(({ passes }) => passes !== null)
    .map(({ module }) => module);
}

/** By module that gets a gradient. Only edges without delay count: what is delayed belongs to other ticks. */
function countPassesBetween(model: Model, method: Method): Map<string, number> {
  const { order } = topologicalOrder(model);
  const gradients = inferGradients(model, method);
  const forwardEnds = endsOfForwardPasses(model, order);
  const backwardEnds = endsOfBackwardPasses(model, method, { order, gradients, forwardEnds });
  const waits = findModules(model).flatMap(({ id, nodes }): [string, number][] => {
    const latest = (ends: ReadonlyMap<string, number>): number =>
      Math.max(...nodes.map((node) => ends.get(node) ?? -Infinity));
    const [forward, backward] = [latest(forwardEnds), latest(backwardEnds)];
    return Number.isFinite(backward) ? [[id, Math.max(0, backward - forward - 1)]] : [];
  });
  return new Map(waits);
}

/** By node, after how many passes its module has computed it; an edge to another module begins the next pass. */
function endsOfForwardPasses(model: Model, order: readonly string[]): Map<string, number> {
  const moduleOf = mapNodesToModules(findModules(model));
  const { incoming } = indexEdges(removeDelayedEdges(model));
  const ends = new Map<string, number>();
  for (const id of order) {
    const module = moduleOf.get(id);
    if (module === undefined) continue;
    const before = incoming(id).map(
      ({ from }) => (ends.get(from) ?? 0) + (moduleOf.get(from) === module ? 0 : 1),
    );
    ends.set(id, Math.max(1, ...before));
  }
  return ends;
}

/** The same of gradients, which begin in losses and in synthesizers once the forward pass is done. */
function endsOfBackwardPasses(
  model: Model,
  method: Method,
  parts: { order: readonly string[]; gradients: Gradients; forwardEnds: Map<string, number> },
): Map<string, number> {
  const { order, gradients, forwardEnds } = parts;
  const moduleOf = mapNodesToModules(findModules(model));
  const { outgoing } = indexEdges(removeDelayedEdges(model));
  const ends = new Map<string, number>();
  for (const id of order.toReversed()) {
    const forward = forwardEnds.get(id);
    if (forward === undefined || (gradients.nodes.get(id) ?? null) === null) continue;
    const arriving = outgoing(id)
      .filter((edge) => canBackpropagate(edge, method))
      .map(({ to }) => (ends.get(to) ?? 0) + (moduleOf.get(to) === moduleOf.get(id) ? 0 : 1));
    ends.set(id, Math.max(forward + 1, ...arriving));
  }
  return ends;
}

import type { Count, Counts } from '#spec/counts';
import { findModules, mapNodesToModules, type Module } from '#spec/graph';
import { edgeId, type Edge, type Model } from '#spec/model';
import { messageShape, sizeFromShape, type Shapes } from '#spec/shapes';
import type { Method } from '#spec/training';
import type { InterfaceTimes, ModuleChain, ModuleMessage, ModuleTimes } from './module-chain';

export interface MeasuredStep {
  /** By which the measured run was trained, and what a step of it took with one worker for all modules. */
  method: Method;
  seconds: number;
  /** Examples of a step. */
  batch: number;
}

/** What a model is, for its distribution. */
export interface SizedModel {
  model: Model;
  counts: Counts;
  shapes: Readonly<Shapes['shapes']>;
}

/**
 * What updating a parameter takes, in multiply-adds of a forward pass: it reads and writes memory, and computes little.
 * Measured by `npm run bench -- distributed`.
 */
const multiplyAddsPerUpdate = 30;

/** Bytes of a value, as float32. */
const valueBytes = 4;

/**
 * The modules of a model with their times on machines like the one on which a step was measured. Its time is divided in
 * proportion to multiply-adds, as in the locking strip: a backward pass takes two forward passes. Null where sizes are
 * unknown, where there is nothing to divide, or where two modules depend on each other, or on an earlier tick.
 */
export function chainOfModel(
  { model, counts, shapes }: SizedModel,
  { method, seconds, batch }: MeasuredStep,
): ModuleChain | null {
  const { nodes, interfaces } = counts.unknown;
  const modules = findModules(model);
  const moduleOf = mapNodesToModules(modules);
  const edges = model.edges.filter(({ from, to }) => {
    const [sender, receiver] = [moduleOf.get(from), moduleOf.get(to)];
    return sender !== undefined && receiver !== undefined && sender !== receiver;
  });
  if (modules.length < 2 || nodes.length > 0 || interfaces.length > 0) return null;
  if (model.edges.some(({ delay }) => delay !== undefined)) return null;
  const order = orderModules(modules, edges, moduleOf);
  if (!order) return null;
  const place = new Map(order.map((id, index) => [id, index]));
  const placeOf = (node: string): number => place.get(moduleOf.get(node) ?? '') ?? 0;
  /** In multiply-adds of the whole batch, until it is known how long one takes. */
  const work = order.map((id): ModuleTimes => {
    const { multiplyAdds, parameters } = counts.modules[id] ?? { multiplyAdds: 0, parameters: 0 };
    const forward = batch * multiplyAdds;
    return { forward, backward: 2 * forward, update: multiplyAddsPerUpdate * parameters };
  });
  const messages = edges.map((edge): ModuleMessage => {
    const id = edgeId(edge);
    const shape = messageShape(model, shapes, edge) ?? [0];
    return {
      from: placeOf(edge.from),
      to: placeOf(edge.to),
      bytes: valueBytes * batch * sizeFromShape(shape),
      synthesizer: workOfInterface(counts.synthesizers[id], batch),
      syntheticInput: edge.decoupled?.syntheticInput
        ? workOfInterface(counts.syntheticInputs[id], batch)
        : null,
    };
  });
  const sum = (times: readonly object[]): number =>
    times.flatMap((each) => Object.values(each) as number[]).reduce((a, b) => a + b, 0);
  const ofInterfaces = messages.flatMap(({ synthesizer, syntheticInput }) => [
    synthesizer,
    ...(syntheticInput ? [syntheticInput] : []),
  ]);
  const total = sum(work) + (method === 'dni' ? sum(ofInterfaces) : 0);
  if (total === 0) return null;
  return scale({ modules: work, messages }, seconds / total);
}

function workOfInterface(count: Count | undefined, batch: number): InterfaceTimes {
  const { multiplyAdds, parameters } = count ?? { multiplyAdds: 0, parameters: 0 };
  const predict = batch * multiplyAdds;
  return { predict, learn: 2 * predict + multiplyAddsPerUpdate * parameters };
}

function scale({ modules, messages }: ModuleChain, factor: number): ModuleChain {
  const scaled = ({ predict, learn }: InterfaceTimes): InterfaceTimes => ({
    predict: factor * predict,
    learn: factor * learn,
  });
  return {
    modules: modules.map(({ forward, backward, update }) => ({
      forward: factor * forward,
      backward: factor * backward,
      update: factor * update,
    })),
    messages: messages.map((message) => ({
      ...message,
      synthesizer: scaled(message.synthesizer),
      syntheticInput: message.syntheticInput && scaled(message.syntheticInput),
    })),
  };
}

/** The ids of the modules, each after those that send to it; null where there is no such order. */
function orderModules(
  modules: readonly Module[],
  edges: readonly Edge[],
  moduleOf: ReadonlyMap<string, string>,
): string[] | null {
  const waitsFor = new Map(modules.map(({ id }) => [id, new Set<string>()]));
  for (const { from, to } of edges)
    waitsFor.get(moduleOf.get(to) ?? '')?.add(moduleOf.get(from) ?? '');
  const order: string[] = [];
  const done = new Set<string>();
  while (order.length < modules.length) {
    const next = modules.find(
      ({ id }) => !done.has(id) && [...(waitsFor.get(id) ?? [])].every((each) => done.has(each)),
    );
    if (!next) return null;
    order.push(next.id);
    done.add(next.id);
  }
  return order;
}

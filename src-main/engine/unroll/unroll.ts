import { incomingEdges, stronglyConnectedComponents } from '#spec/graph';
import { edgeId, type Edge, type EdgeId } from '#spec/model';
import { isLoss } from '#spec/nodes';
import { isStateLoop } from '#spec/shapes';
import { isCarried } from '#spec/update-windows';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Core } from '../model/layers/core';
import type { ForwardMode } from '../model/layers/layer';
import type { Network } from '../model/network';
import { activeTicks, type Clock } from './clock';
import { plainEdge, type DecoupledEdge } from './decoupled-edge';
import { EdgeWindow } from './edge-window';
import type { ResetMask } from './reset-mask';
import { TensorArray } from './tensor-array';

export interface UnrollRequest {
  clock: Clock;
  /** Batch size: streams that are read side by side. */
  rows: number;
  resetMask: ResetMask;
  /** What a node's layer is told of the pass. */
  modeOf(node: string): ForwardMode;
  /** Nodes to compute, inputs not counted. */
  nodes: ReadonlySet<string>;
  /** By input node, of all ticks: `[ticks · rows, ...shape]`. */
  inputs: ReadonlyMap<string, Tensor>;
  /** By carried edge, the newest message from before the window, `[rows, ...shape]`. */
  states: ReadonlyMap<EdgeId, Tensor>;
  /** By edge, what nodes that are not computed here sent to those that are; left out, nothing. */
  received?: ReadonlyMap<EdgeId, TensorArray>;
  /** What decoupled edges do with their messages; edges that are not in it pass them on as they are. */
  edges?: ReadonlyMap<EdgeId, DecoupledEdge>;
}

export interface UnrollResult {
  /** By loss node that computed, the predictions that it compares with its target: `[its ticks · rows, ...shape]`. */
  predictions: ReadonlyMap<string, Tensor>;
  /** By carried edge from a computed node, the message that the next window begins with: `[rows, ...shape]`. */
  states: ReadonlyMap<EdgeId, Tensor>;
  /** All that a computed node sent over an edge, `[its ticks · rows, ...shape]`; null where it had no tick in the window. */
  sent(edge: Edge): Tensor | null;
  /** The ticks of the window, from 1, at which a node computes. */
  ticksOf(node: string): readonly number[];
}

/**
 * Runs the model forward over the ticks of a window, in the caller's tidy and on its tape. A node that does
 * not depend on its own output computes all its ticks in one call; the nodes of a cycle compute tick by tick,
 * in topological order within a tick:
 *
 *     for each strongly connected component of the model, in topological order
 *       if it is a single node without a loop:   output = layer(messages of all ticks)
 *       else for each tick, for each node of it:  output[tick] = layer(messages at this tick)
 *     for each edge that carries a message over:  states[edge] = its newest message
 */
export function unroll(network: Network, request: UnrollRequest): UnrollResult {
  return new Unrolling(network, request).run();
}

class Unrolling {
  readonly #network: Network;
  readonly #request: UnrollRequest;
  /** By node, its outputs. */
  readonly #outputs = new Map<string, TensorArray>();
  /** By recurrent self-edge of a core, its states after each tick (of an LSTM h and c). */
  readonly #coreStates = new Map<EdgeId, TensorArray>();
  readonly #edgeWindows = new Map<EdgeId, EdgeWindow>();
  readonly #ticks = new Map<string, number[]>();
  readonly #predictions = new Map<string, Tensor>();

  constructor(network: Network, request: UnrollRequest) {
    this.#network = network;
    this.#request = request;
    for (const [node, whole] of request.inputs)
      this.#outputs.set(node, new TensorArray(request.rows, whole));
  }

  run(): UnrollResult {
    for (const component of stronglyConnectedComponents(this.#network.model, this.#request.nodes)) {
      if (this.#isCycle(component)) this.#computeTickByTick(component);
      else this.#computeAtOnce(component[0] ?? '');
    }
    return {
      predictions: this.#predictions,
      states: this.#endWindow(),
      sent: (edge) => {
        const messages = this.#messagesOf(edge);
        return messages.count === 0 ? null : messages.concat();
      },
      ticksOf: (node) => this.#ticksOf(node),
    };
  }

  #ticksOf(node: string): number[] {
    const known = this.#ticks.get(node);
    if (known) return known;
    const ticks = activeTicks(this.#request.clock, this.#network.periods[node] ?? 1);
    this.#ticks.set(node, ticks);
    return ticks;
  }

  #isCycle(component: readonly string[]): boolean {
    const [only = ''] = component;
    return (
      component.length > 1 ||
      incomingEdges(this.#network.model, only).some(({ from }) => from === only)
    );
  }

  #computeAtOnce(id: string): void {
    const { model, layers, cores } = this.#network;
    const ticks = this.#ticksOf(id);
    const node = model.nodes[id];
    if (!node || ticks.length === 0) {
      this.#outputs.set(id, new TensorArray(this.#request.rows));
      return;
    }
    const messages = incomingEdges(model, id).map((edge) => this.#edgeWindow(edge).all(ticks));
    if (isLoss(node)) {
      const [prediction] = messages;
      if (prediction) this.#predictions.set(id, prediction);
      return;
    }
    const core = cores.get(id);
    const output = core
      ? outputOf(stepFromZero(core, messages))
      : layers.get(id)?.(messages, this.#request.modeOf(id));
    if (!output) throw new Error(`'${id}' has no layer`);
    this.#outputs.set(id, new TensorArray(this.#request.rows, output));
  }

  #computeTickByTick(component: readonly string[]): void {
    for (const id of component) this.#outputs.set(id, new TensorArray(this.#request.rows));
    const steps = component.map((id) => ({
      ticks: new Set(this.#ticksOf(id)),
      run: this.#tickFunction(id, component),
    }));
    for (let tick = 1; tick <= this.#request.clock.ticks; tick++)
      for (const { ticks, run } of steps) if (ticks.has(tick)) run(tick);
    for (const id of component) {
      const node = this.#network.model.nodes[id];
      const outputs = this.#outputs.get(id);
      if (node && isLoss(node) && outputs && outputs.count > 0)
        this.#predictions.set(id, outputs.concat());
    }
  }

  /** Computes one node of a cycle at one of its ticks. */
  #tickFunction(id: string, component: readonly string[]): (tick: number) => void {
    const { model, layers, cores } = this.#network;
    const edges = incomingEdges(model, id);
    const send = (message: Tensor): void => this.#outputs.get(id)?.push(message);
    const core = cores.get(id);
    if (!core) {
      const layer = layers.get(id);
      return (tick) => {
        const messages = edges.map((edge) => this.#edgeWindow(edge).at(tick));
        const [first] = messages;
        const result = layer ? layer(messages, this.#request.modeOf(id)) : first;
        if (result) send(result);
      };
    }
    const inputs = edges.filter((edge) => !isStateLoop(model, edge));
    const project = this.#projection(core, id, inputs, component);
    const loop = edges.find((edge) => isStateLoop(model, edge));
    if (!loop) return (tick) => send(outputOf(stepFromZero(core, [project(tick)], true)));
    const stateBefore = this.#stateBefore(core, loop);
    const states = new TensorArray(this.#request.rows);
    this.#coreStates.set(edgeId(loop), states);
    return (tick) => {
      const state = core.step(project(tick), stateBefore(tick));
      states.pushParts(state);
      send(outputOf(state));
    };
  }

  /**
   * The input of a core projected to its gates, by tick. Where the sender is outside the cycle, the messages
   * of all ticks are known and one matrix product serves them.
   */
  #projection(
    core: Core,
    id: string,
    edges: readonly Edge[],
    component: readonly string[],
  ): (tick: number) => Tensor {
    const ticks = this.#ticksOf(id);
    const [edge] = edges;
    if (!edge) throw new Error(`core '${id}' has no input`);
    if (ticks.length === 0) return () => tf.zeros([0]);
    const window = this.#edgeWindow(edge);
    if (component.includes(edge.from)) return (tick) => core.project(window.at(tick));
    const projected = core.project(window.all(ticks));
    const byTick = ticks.length === 1 ? [projected] : tf.split(projected, ticks.length, 0);
    return (tick) => {
      const input = byTick[ticks.indexOf(tick)];
      if (!input) throw new Error(`core '${id}' does not tick at ${tick}`);
      return input;
    };
  }

  /** The parts of a core's state before each of its ticks, zero in rows where a sequence starts. */
  #stateBefore(core: Core, loop: Edge): (tick: number) => Tensor[] {
    const { resetMask } = this.#request;
    const ticks = this.#ticksOf(loop.from);
    const goesThroughEdge = this.#decoupledEdge(loop).interceptsStates;
    return (tick) => {
      const index = ticks.indexOf(tick);
      if (index === 0 || goesThroughEdge)
        return splitState(this.#edgeWindow(loop).at(tick), core.parts);
      const parts = this.#coreStates.get(edgeId(loop))?.partsAt(index) ?? [];
      return parts.map((part) => resetMask.apply(part, ticks[index - 1] ?? 0, tick));
    };
  }

  /** Shows carried edges the message that the next window begins with; returns these messages. */
  #endWindow(): Map<EdgeId, Tensor> {
    const { model, periods } = this.#network;
    const { nodes } = this.#request;
    const states = new Map<EdgeId, Tensor>();
    for (const edge of model.edges) {
      if (!nodes.has(edge.from)) continue;
      const window = this.#edgeWindow(edge);
      // Messages to nodes that are not computed here still cross the edge, so that their sender gets a gradient.
      if (!nodes.has(edge.to)) window.send(this.#ticksOf(edge.to));
      if (!isCarried(edge, periods)) continue;
      states.set(edgeId(edge), window.last());
      window.carryOut();
    }
    return states;
  }

  #messagesOf(edge: Edge): TensorArray {
    const id = edgeId(edge);
    const messages = isStateLoop(this.#network.model, edge)
      ? this.#coreStates.get(id)
      : (this.#request.received?.get(id) ?? this.#outputs.get(edge.from));
    if (!messages) throw new Error(`nothing was sent over ${id}`);
    return messages;
  }

  #decoupledEdge(edge: Edge): DecoupledEdge {
    return this.#request.edges?.get(edgeId(edge)) ?? plainEdge;
  }

  #edgeWindow(edge: Edge): EdgeWindow {
    const id = edgeId(edge);
    const known = this.#edgeWindows.get(id);
    if (known) return known;
    const { rows, clock, states, resetMask } = this.#request;
    const window = new EdgeWindow(this.#messagesOf(edge), {
      isDelayed: edge.delay !== undefined,
      rows,
      ticks: clock.ticks,
      senderTicks: this.#ticksOf(edge.from),
      readerTicks: this.#ticksOf(edge.to),
      before: states.get(id) ?? null,
      edge: this.#decoupledEdge(edge),
      resetMask,
    });
    this.#edgeWindows.set(id, window);
    return window;
  }
}

function outputOf(state: readonly Tensor[]): Tensor {
  const [output] = state;
  if (!output) throw new Error('a core has no state');
  return output;
}

/** A core without a loop starts from a state of zeros at every tick. */
function stepFromZero(core: Core, messages: readonly Tensor[], isProjected = false): Tensor[] {
  const [x] = messages;
  if (!x) throw new Error('a core has no input');
  const zeros = tf.zeros([x.shape[0] ?? 0, core.units]);
  return core.step(
    isProjected ? x : core.project(x),
    Array.from({ length: core.parts }, () => zeros),
  );
}

function splitState(state: Tensor, parts: number): Tensor[] {
  return parts === 1 ? [state] : tf.split(state, parts, 1);
}

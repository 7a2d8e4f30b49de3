import { edgesInto, findCircles } from '#spec/graph';
import { edgeId, type Edge, type EdgeId } from '#spec/model';
import { isLoss } from '#spec/nodes';
import { isStateLoop } from '#spec/shapes';
import { isCarried } from '#spec/windows';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { ticksOf, type Clock } from './clock';
import type { Keeper } from './reset-mask';
import type { Pass } from '../model/layers/layer';
import type { Core } from '../model/layers/core';
import { Line, type EdgePolicy } from './edge-window';
import type { Network } from '../model/network';
import { Track } from './tensor-array';

export interface UnrollRequest {
  clock: Clock;
  /** Streams read side by side: rows of the batch. */
  rows: number;
  keeper: Keeper;
  /** What a node's layer is told. */
  passOf(node: string): Pass;
  /** Nodes to compute, inputs not counted. */
  nodes: ReadonlySet<string>;
  /** By input node, of all ticks: `[ticks · rows, ...shape]`. */
  inputs: ReadonlyMap<string, Tensor>;
  /** By carried edge, the newest message from before the window, `[rows, ...shape]`. */
  states: ReadonlyMap<EdgeId, Tensor>;
  /** What nodes that are not computed here sent over their edges to those that are. */
  given: ReadonlyMap<EdgeId, Track>;
  policy: EdgePolicy;
}

export interface Unrolled {
  /** By loss node that computed: what it is to judge, `[its ticks · rows, ...shape]`. */
  predictions: ReadonlyMap<string, Tensor>;
  /** By carried edge from a computed node: what it hands to the next window, `[rows, ...shape]`. */
  states: ReadonlyMap<EdgeId, Tensor>;
  /** All that a computed node sent; null where it did not tick. */
  sent(edge: Edge): Tensor | null;
  ticksOf(node: string): readonly number[];
}

/**
 * Runs the model over the ticks of a window, in the caller's tidy. Nodes that do not hear themselves, in
 * whatever way round, compute all their ticks at once; those in a circle tick by tick, in the order
 * within a tick.
 */
export function unroll(network: Network, request: UnrollRequest): Unrolled {
  return new Unrolling(network, request).run();
}

class Unrolling {
  readonly #network: Network;
  readonly #request: UnrollRequest;
  readonly #tracks = new Map<string, Track>();
  /** The states of a core, joined, by its edge to itself. */
  readonly #stateTracks = new Map<EdgeId, Track>();
  readonly #lines = new Map<EdgeId, Line>();
  readonly #ticks = new Map<string, number[]>();
  readonly #predictions = new Map<string, Tensor>();

  constructor(network: Network, request: UnrollRequest) {
    this.#network = network;
    this.#request = request;
    for (const [node, whole] of request.inputs)
      this.#tracks.set(node, new Track(request.rows, whole));
  }

  run(): Unrolled {
    const { model, periods } = this.#network;
    const { nodes } = this.#request;
    for (const circle of findCircles(model, nodes)) {
      const [only = ''] = circle;
      const turns = circle.length > 1 || edgesInto(model, only).some(({ from }) => from === only);
      for (const id of circle) if (turns) this.#tracks.set(id, new Track(this.#request.rows));
      if (turns) this.#turn(circle);
      else this.#computeWhole(only);
    }
    const states = new Map<EdgeId, Tensor>();
    for (const edge of model.edges) {
      if (!nodes.has(edge.from)) continue;
      const line = this.#line(edge);
      // What no computed node hears is still sent.
      if (!nodes.has(edge.to)) line.send(this.ticksOf(edge.to));
      if (!isCarried(edge, periods)) continue;
      states.set(edgeId(edge), line.last());
      line.leave();
    }
    return {
      predictions: this.#predictions,
      states,
      sent: (edge) => {
        const track = this.#trackOf(edge);
        return track.count === 0 ? null : track.all();
      },
      ticksOf: (node) => this.ticksOf(node),
    };
  }

  ticksOf(node: string): number[] {
    const known = this.#ticks.get(node);
    if (known) return known;
    const ticks = ticksOf(this.#request.clock, this.#network.periods[node] ?? 1);
    this.#ticks.set(node, ticks);
    return ticks;
  }

  #computeWhole(id: string): void {
    const { model, layers, cores } = this.#network;
    const ticks = this.ticksOf(id);
    const node = model.nodes[id];
    if (!node || ticks.length === 0) {
      this.#tracks.set(id, new Track(this.#request.rows));
      return;
    }
    const messages = edgesInto(model, id).map((edge) => this.#line(edge).all(ticks));
    if (isLoss(node)) {
      const [prediction] = messages;
      if (prediction) this.#predictions.set(id, prediction);
      return;
    }
    const core = cores.get(id);
    const whole = core
      ? outputOf(stepFromZero(core, messages))
      : layers.get(id)?.(messages, this.#request.passOf(id));
    if (!whole) throw new Error(`'${id}' has no layer`);
    this.#tracks.set(id, new Track(this.#request.rows, whole));
  }

  /** Nodes that hear each other, or themselves, from tick to tick. */
  #turn(circle: readonly string[]): void {
    const steps = circle.map((id) => ({
      ticks: new Set(this.ticksOf(id)),
      run: this.#stepper(id, circle),
    }));
    for (let tick = 1; tick <= this.#request.clock.ticks; tick++)
      for (const { ticks, run } of steps) if (ticks.has(tick)) run(tick);
    for (const id of circle) {
      const node = this.#network.model.nodes[id];
      const track = this.#tracks.get(id);
      if (node && isLoss(node) && track && track.count > 0) this.#predictions.set(id, track.all());
    }
  }

  /** What one node of a circle does at one of its ticks. */
  #stepper(id: string, circle: readonly string[]): (tick: number) => void {
    const { model, layers, cores } = this.#network;
    const edges = edgesInto(model, id);
    const send = (message: Tensor): void => this.#tracks.get(id)?.push(message);
    const core = cores.get(id);
    if (!core) {
      const layer = layers.get(id);
      return (tick) => {
        const messages = edges.map((edge) => this.#line(edge).at(tick));
        const [first] = messages;
        const result = layer ? layer(messages, this.#request.passOf(id)) : first;
        if (result) send(result);
      };
    }
    const projected = this.#projections(
      core,
      id,
      edges.filter((edge) => !isStateLoop(model, edge)),
      circle,
    );
    const loop = edges.find((edge) => isStateLoop(model, edge));
    if (!loop) return (tick) => send(outputOf(stepFromZero(core, [projected(tick)], true)));
    const before = this.#stateBefore(core, loop);
    const track = new Track(this.#request.rows);
    this.#stateTracks.set(edgeId(loop), track);
    return (tick) => {
      const state = core.step(projected(tick), before(tick));
      track.pushParts(state);
      send(outputOf(state));
    };
  }

  /** A core's input as its gates see it, by tick: all ticks in one product where they are known at once. */
  #projections(
    core: Core,
    id: string,
    edges: readonly Edge[],
    circle: readonly string[],
  ): (tick: number) => Tensor {
    const ticks = this.ticksOf(id);
    const [edge] = edges;
    if (!edge) throw new Error(`core '${id}' hears nothing`);
    if (ticks.length === 0) return () => tf.zeros([0]);
    const line = this.#line(edge);
    if (circle.includes(edge.from)) return (tick) => core.project(line.at(tick));
    const whole = core.project(line.all(ticks));
    const pieces = ticks.length === 1 ? [whole] : tf.split(whole, ticks.length, 0);
    return (tick) => {
      const piece = pieces[ticks.indexOf(tick)];
      if (!piece) throw new Error(`core '${id}' does not tick at ${tick}`);
      return piece;
    };
  }

  /** The parts of a core's state before each of its ticks. */
  #stateBefore(core: Core, loop: Edge): (tick: number) => Tensor[] {
    const { policy, keeper } = this.#request;
    const ticks = this.ticksOf(loop.from);
    return (tick) => {
      const index = ticks.indexOf(tick);
      if (index === 0 || policy.seesStates)
        return splitState(this.#line(loop).at(tick), core.parts);
      const parts = this.#stateTracks.get(edgeId(loop))?.partsAt(index) ?? [];
      return parts.map((part) => keeper.keep(part, ticks[index - 1] ?? 0, tick));
    };
  }

  #trackOf(edge: Edge): Track {
    const id = edgeId(edge);
    const track = isStateLoop(this.#network.model, edge)
      ? this.#stateTracks.get(id)
      : (this.#request.given.get(id) ?? this.#tracks.get(edge.from));
    if (!track) throw new Error(`nothing was sent over ${id}`);
    return track;
  }

  #line(edge: Edge): Line {
    const id = edgeId(edge);
    const known = this.#lines.get(id);
    if (known) return known;
    const { rows, clock, states, policy, keeper } = this.#request;
    const line = new Line(this.#trackOf(edge), {
      edge,
      rows,
      ticks: clock.ticks,
      senderTicks: this.ticksOf(edge.from),
      readerTicks: this.ticksOf(edge.to),
      before: states.get(id) ?? null,
      policy,
      keeper,
    });
    this.#lines.set(id, line);
    return line;
  }
}

function outputOf(state: readonly Tensor[]): Tensor {
  const [output] = state;
  if (!output) throw new Error('a core has no state');
  return output;
}

/** A core that does not hear itself begins anew at every tick. */
function stepFromZero(core: Core, messages: readonly Tensor[], isProjected = false): Tensor[] {
  const [x] = messages;
  if (!x) throw new Error('a core hears nothing');
  const zero = tf.zeros([x.shape[0] ?? 0, core.units]);
  return core.step(
    isProjected ? x : core.project(x),
    Array.from({ length: core.parts }, () => zero),
  );
}

function splitState(state: Tensor, parts: number): Tensor[] {
  return parts === 1 ? [state] : tf.split(state, parts, 1);
}

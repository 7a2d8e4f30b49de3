import { unlockedParts } from '#spec/graph';
import type { EdgeId } from '#spec/model';
import type { Training } from '#spec/training';
import type { Windows } from '#spec/windows';
import type { StepFunction, Tensors } from '#tensorflow/graph/compiled-program';
import { tf, type Tensor, type Variable } from '#tensorflow/backend/tf';
import { lanesOfOps } from '#tensorflow/backend/threads';
import { packFeed, packMap, unpackFeed, unpackMap } from '../feed/pack';
import { historyOf, uploadFeed, withOwnArrays, type Feed } from '../feed/feed';
import { hindsightOf } from './auxiliary-targets';
import { lanesFor, runLanes } from '../pass/shards';
import type { Pass } from '../model/layers/layer';
import { Memory, type Messages } from './recurrent-state';
import type { Interface, Network } from '../model/network';
import { buildOptimizers } from '../optimizers/build-optimizers';
import type { Optimizer } from '../optimizers/optimizer';
import { learners, looksBack, Plan, turnKey, type ModulePlan, type Turn } from './plan';
import { readReport, writeReport, type StepReport } from './report';
import { retrace } from './auxiliary-pass';
import type { StepRunner } from './runner';
import type { Supply } from '../feed/source';
import { joinTicks, Track } from '../unroll/tensor-array';
import { runWindow, type WindowPassResult } from '../pass/window-pass';

/** One step of a run. */
export interface StepRequest {
  supply: Pick<Supply, 'advance' | 'window'>;
  /** Ticks of the stream before this step, and in it. */
  read: number;
  ticks: number;
  /** Of the run, from 0. */
  step: number;
  /** Of this step's random numbers. */
  seed: number;
  /** The modules that update; null for all. */
  updating: ReadonlySet<string> | null;
}

/** A step that can be run. */
interface PreparedStep {
  turn: Turn;
  /** By feed, what of it is not a tensor. */
  shapes: ReadonlyMap<string, Feed>;
  /** By name; to be freed afterwards. */
  inputs: ReadonlyMap<string, Tensor>;
}

/**
 * The training step of one run: runs the stream on by a step, then updates every module whose window
 * closes, every synthesizer to which a gradient arrived, every synthetic input model and auxiliary head.
 * Owns the optimizers and the memory; network and runner stay the caller's.
 */
export class TrainStep {
  readonly #network: Network;
  readonly #training: Training;
  readonly #plan: Plan;
  readonly #history: number;
  /** By module id, `EDGE/synthesizer`, `EDGE/syntheticInput`, `EDGE/auxiliary`: what a checkpoint keeps. */
  readonly optimizers: ReadonlyMap<string, Optimizer>;
  readonly memory: Memory;

  /** `windows`: null where each step says how long it is (`backprop` on a curriculum). */
  constructor(network: Network, training: Training, windows: Windows | null) {
    this.#network = network;
    this.#training = training;
    this.#plan = new Plan(network, training.method, windows ?? { modules: {}, step: 1 });
    this.#history = historyOf(network);
    this.optimizers = buildOptimizers(network, training);
    this.memory = new Memory(network, this.#plan, training.batch);
  }

  /** Ticks of the past that a step may ask its supply for. */
  get reach(): number {
    return this.#history + 2 * Math.max(...this.#plan.modules.map(({ window }) => window));
  }

  /** Whether steps can be run together, and rows apart: no module goes through an earlier window of its own again. */
  get canBundle(): boolean {
    return !this.#plan.modules.some(looksBack);
  }

  /**
   * Steps one after the other, in one call where they are compiled. What is decoupled then need not wait for
   * the end of a step: a module begins the next one as soon as it is updated, while others, or the
   * synthesizers that learn last, are still at work. Every tensor made is freed but the variables. More than one
   * only where `canBundle` says so.
   */
  run(requests: readonly StepRequest[], runner: StepRunner): StepReport[] {
    const isOne = requests.length === 1;
    const steps = requests.map((request) => this.#prepare(request, isOne));
    const inputs = Object.assign(
      {},
      ...steps.map(({ inputs: own }, index) => packMap(String(index), own)),
    ) as Record<string, Tensor>;
    const together: StepFunction = (given) => {
      const lanes = runner.compiles ? this.#lanes() : 1;
      let states: Messages = this.memory.states;
      const reports: Record<string, Tensor> = {};
      steps.forEach(({ turn, shapes }, index) => {
        const own = Object.fromEntries(unpackMap<string>(String(index), given));
        const done = this.#compute(turn, shapes, own, states, lanes);
        states = new Map([...states, ...done.states]);
        reports[String(index)] = done.report;
      });
      this.memory.carry(states);
      return reports;
    };
    const reports = runner.run(
      steps.map(({ turn }) => turnKey(turn)).join(', then '),
      together,
      inputs,
      unlockedParts(this.#network.model, this.#training.method),
    );
    tf.dispose(inputs);
    return steps.map((_, index) => {
      const report = reports[String(index)];
      if (!report) throw new Error('the step reported nothing');
      const told = readReport(this.#network, report);
      report.dispose();
      return told;
    });
  }

  /** In how many lanes rows go. */
  #lanes(): number {
    if (!this.canBundle) return 1;
    return lanesFor(this.#network.model, this.#training.batch, lanesOfOps());
  }

  /** Reads on to a step and puts together what it is given. */
  #prepare(request: StepRequest, isOne: boolean): PreparedStep {
    const { supply, read, ticks, step } = request;
    supply.advance(ticks);
    const turn = this.#plan.turn(read, ticks, request.updating);
    const uploaded = new Map<string, Feed>();
    const upload = (name: string, length: number, back: number): void => {
      const data = supply.window(length, this.#history, back);
      // Only the phase matters, so that turns of the same kind are one compiled step.
      const clock = { offset: this.#plan.phase(data.clock.offset), ticks: length };
      // The arrays of a window are used again for the next.
      const lasting = isOne ? data : withOwnArrays(data);
      uploaded.set(name, uploadFeed(this.#network, { ...lasting, clock }));
    };
    upload('now', ticks, 0);
    for (const { id, window } of turn.closing) upload(`again ${id}`, window, 0);
    for (const { id, window } of turn.retracing)
      upload(`before ${id}`, window, Math.max(window, ticks));
    const inputs = new Map(Object.entries(this.#smallInputs(turn, step, request.seed)));
    for (const [name, feed] of uploaded)
      for (const [key, tensor] of Object.entries(packFeed(name, feed))) inputs.set(key, tensor);
    return { turn, shapes: uploaded, inputs };
  }

  #smallInputs(turn: Turn, step: number, seed: number): Record<string, Tensor> {
    const small: Record<string, Tensor> = {
      seed: tf.tensor1d([seed | 0, step], 'int32'),
    };
    const { counts, rates } = this.#scalarsOf(turn);
    small['scalars'] = tf.tensor1d([
      ...counts.map(({ spec }) => (step < spec.warmup ? 0 : 1)),
      ...rates.flatMap((optimizer) => optimizer.scalars(step)),
      // Never empty.
      0,
    ]);
    return small;
  }

  /** What differs from step to step, in the order in which one vector of all steps holds it. */
  #scalarsOf(turn: Turn): { counts: Interface[]; rates: Optimizer[] } {
    const isUsed = this.#training.method === 'dni';
    return {
      /** Whether a synthesizer's word counts: 1, or 0 while it warms up. */
      counts: isUsed ? [...this.#network.interfaces.values()] : [],
      rates: learners(this.#network, turn).flatMap((id) => {
        const optimizer = this.optimizers.get(id);
        return optimizer && optimizer.parameters.length > 0 ? [optimizer] : [];
      }),
    };
  }

  /** The step itself, from tensors and variables alone. */
  #compute(
    turn: Turn,
    shapes: ReadonlyMap<string, Feed>,
    given: Tensors,
    states: Messages,
    lanes: number,
  ): { report: Tensor; states: Messages } {
    for (const module of turn.beginning) this.memory.begin(module, states);
    const feedOf = (name: string): Feed => {
      const shape = shapes.get(name);
      if (!shape) throw new Error(`the step has no feed '${name}'`);
      return unpackFeed(name, given, shape);
    };
    const seed = given['seed'] as Tensor;
    const scalars = given['scalars'] as Tensor;
    const { counts, rates } = this.#scalarsOf(turn);
    const countsOf = ({ edge }: Pick<Interface, 'edge'>): Tensor => {
      const place = counts.findIndex((on) => on.edge === edge);
      return place < 0 ? tf.scalar(1) : tf.reshape(tf.slice(scalars, [place], [1]), []);
    };
    let place = counts.length;
    const optimizers = rates.map((optimizer) => {
      const own = tf.slice(scalars, [place], [optimizer.scalarCount]);
      place += optimizer.scalarCount;
      return { optimizer, rates: own };
    });
    const variables = optimizers.flatMap(({ optimizer }) =>
      optimizer.parameters.map(({ variable }) => variable),
    );
    const gradients = new Gradients(variables);
    const passOf = (counts: readonly ModulePlan[]): ((node: string) => Pass) => {
      const counted = new Set(counts.flatMap(({ nodes }) => [...nodes]));
      return (node) => ({ training: true, updateStatistics: counted.has(node), seed });
    };
    const quick = this.#plan.modules.filter(({ isSlow }) => !isSlow);
    const common = {
      method: this.#training.method,
      variables,
      scaleOf: (on: Interface) => tf.mul(countsOf(on), on.scale),
    };
    const results: WindowPassResult[] = [];
    const now = runLanes(
      this.#network,
      {
        ...common,
        feed: feedOf('now'),
        passOf: passOf(quick),
        nodes: new Set(this.#network.modules.flatMap(({ nodes }) => nodes)),
        learning: new Set(turn.quick.map(({ id }) => id)),
        states,
        given: new Map(),
      },
      lanes,
    );
    results.push(now);
    gradients.add(now.gradients);
    const byModule = new Map<string, WindowPassResult>(turn.quick.map(({ id }) => [id, now]));
    const rows = shapes.get('now')?.rows ?? 0;
    for (const module of turn.closing) {
      const past = this.memory.past(module.id, 0);
      const last = (edge: EdgeId): Tensor | null => now.sent.get(edge) ?? null;
      const again = runWindow(this.#network, {
        ...common,
        feed: feedOf(`again ${module.id}`),
        passOf: passOf([module]),
        nodes: module.nodes,
        learning: new Set([module.id]),
        states: past.states,
        given: new Map(
          [...past.sent].map(([edge, sent]) => [
            edge,
            trackOf([...sent.slice(0, -1), last(edge)], rows),
          ]),
        ),
      });
      results.push(again);
      gradients.add(again.gradients);
      byModule.set(module.id, again);
    }
    for (const module of turn.retracing) {
      const feed = feedOf(`before ${module.id}`);
      const past = this.memory.past(module.id, 1);
      const found = byModule.get(module.id);
      if (!found) throw new Error(`module '${module.id}' did not run`);
      gradients.add(
        retrace(this.#network, {
          feed,
          passOf: passOf([]),
          nodes: module.nodes,
          states: past.states,
          given: new Map([...past.sent].map(([edge, sent]) => [edge, trackOf(sent, rows)])),
          hindsight: hindsightOf(this.#network, module, {
            before: feed,
            now: feedOf(module.isSlow ? `again ${module.id}` : 'now'),
            result: found,
            countsOf,
          }),
          variables: module.nodes.size > 0 ? variables : [],
        }),
      );
    }
    let next = 0;
    for (const { optimizer, rates } of optimizers) {
      const end = next + optimizer.parameters.length;
      optimizer.update(gradients.sums.slice(next, end), rates);
      next = end;
    }
    for (const module of this.#plan.modules.filter(looksBack))
      this.memory.hear(module, this.#plan.place(module, turn.offset), now.sent);
    const done = {
      report: writeReport(this.#network, results, now),
      states: new Map([...now.states].map(([edge, state]) => [edge, tf.clone(state)])),
    };
    gradients.dispose();
    for (const result of results) result.dispose();
    return done;
  }

  /** Frees the optimizers' slots and the memory. */
  dispose(): void {
    this.memory.dispose();
    for (const optimizer of this.optimizers.values()) optimizer.dispose();
  }
}

/** Gradients of several passes by the same variables, added up. */
class Gradients {
  readonly sums: (Tensor | null)[];
  readonly #made: Tensor[] = [];

  constructor(variables: readonly Variable[]) {
    this.sums = variables.map(() => null);
  }

  /** The given ones stay the caller's until `dispose()` of what they came from. */
  add(gradients: readonly (Tensor | null)[]): void {
    gradients.forEach((gradient, index) => {
      if (!gradient) return;
      const before = this.sums[index];
      this.sums[index] = before ? this.#keep(tf.add(before, gradient)) : gradient;
    });
  }

  #keep(tensor: Tensor): Tensor {
    this.#made.push(tensor);
    return tensor;
  }

  dispose(): void {
    tf.dispose(this.#made);
  }
}

/** What was sent in the steps of a window, one after the other. */
function trackOf(sent: readonly (Tensor | null)[], rows: number): Track {
  const pieces = sent.filter((piece) => piece !== null);
  return new Track(rows, pieces.length > 0 ? joinTicks(pieces) : null);
}

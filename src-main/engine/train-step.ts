import type { EdgeId } from '#spec/model';
import type { Training } from '#spec/training';
import type { Windows } from '#spec/windows';
import type { StepFunction, Tensors } from '#tensorflow/compiled-program';
import { tf, type Tensor, type Variable } from '#tensorflow/tf';
import { lanesOfOps } from '#tensorflow/threads';
import { packFeed, packMap, unpackFeed, unpackMap } from './bundle';
import { historyOf, uploadFeed, withOwnArrays, type Feed } from './feed';
import { hindsightOf } from './hindsight';
import { lanesFor, runLanes } from './lanes';
import type { Pass } from './layer';
import type { Memory } from './memory';
import type { Interface, Network } from './network';
import { buildOptimizers } from './optimizers/build-optimizers';
import type { Optimizer } from './optimizers/optimizer';
import { learners, Plan, turnKey, type ModulePlan, type Turn } from './plan';
import { readReport, writeReport, type StepReport } from './report';
import { retrace } from './retrace';
import type { StepRunner } from './step-runner';
import type { Supply } from './supply';
import { joinTicks, Track } from './track';
import { runWindow, type WindowPassResult } from './window-pass';

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
  /** By name; those of `made` are to be freed afterwards, others are the memory's. */
  inputs: ReadonlyMap<string, Tensor>;
  made: Tensor[];
}

/**
 * The training step of one run: runs the stream on by a step, then updates every module whose window
 * closes, every synthesizer to which a gradient arrived, every synthetic input model and auxiliary head.
 * Owns the optimizers; network, memory and runner stay the caller's.
 */
export class TrainStep {
  readonly #network: Network;
  readonly #training: Training;
  readonly #plan: Plan;
  readonly #history: number;
  /** By module id, `EDGE/synthesizer`, `EDGE/syntheticInput`, `EDGE/auxiliary`: what a checkpoint keeps. */
  readonly optimizers: ReadonlyMap<string, Optimizer>;

  /** `windows`: null where each step says how long it is (`backprop` on a curriculum). */
  constructor(network: Network, training: Training, windows: Windows | null) {
    this.#network = network;
    this.#training = training;
    this.#plan = new Plan(network, training.method, windows ?? { modules: {}, step: 1 });
    this.#history = historyOf(network);
    this.optimizers = buildOptimizers(network, training);
  }

  /** Ticks of the past that a step may ask its supply for. */
  get reach(): number {
    return this.#history + 2 * Math.max(...this.#plan.modules.map(({ window }) => window));
  }

  /** Whether steps can be run together, and rows apart: no module goes through an earlier window of its own again. */
  get canBundle(): boolean {
    return this.#plan.modules.every(({ isSlow, isRetraced }) => !isSlow && !isRetraced);
  }

  /**
   * Steps one after the other, in one call where they are compiled. What is decoupled then need not wait for
   * the end of a step: a module begins the next one as soon as it is updated, while others, or the
   * synthesizers that learn last, are still at work. Every tensor made is freed but the updated variables
   * and the memory's. More than one only where `canBundle` says so.
   */
  run(requests: readonly StepRequest[], memory: Memory, runner: StepRunner): StepReport[] {
    const isOne = requests.length === 1;
    const steps = requests.map((request) => this.#prepare(request, memory, isOne));
    const inputs = Object.assign(
      packMap('state', memory.states),
      ...steps.map(({ inputs: own }, index) => packMap(String(index), own)),
    ) as Record<string, Tensor>;
    const together: StepFunction = (given) => {
      const lanes = runner.compiles ? this.#lanes() : 1;
      let states = unpackMap<string>('state', given);
      const outputs: Record<string, Tensor> = {};
      steps.forEach(({ turn, shapes }, index) => {
        const own = Object.fromEntries(unpackMap<string>(String(index), given));
        const all = { ...own, ...packMap('state', states) };
        const made = this.#compute(turn, shapes, all, lanes);
        states = unpackMap<string>('state', made);
        for (const [name, tensor] of Object.entries(made))
          if (!name.startsWith('state|')) outputs[`${index}|${name}`] = tensor;
      });
      return { ...outputs, ...packMap('state', states) };
    };
    const outputs = runner.run(
      steps.map(({ turn }) => turnKey(turn)).join(', then '),
      together,
      inputs,
    );
    for (const { made } of steps) tf.dispose(made);
    memory.carry(unpackMap<EdgeId>('state', outputs));
    return steps.map((_, index) => this.#take(unpackMap<string>(String(index), outputs), memory));
  }

  /** In how many lanes rows go. */
  #lanes(): number {
    if (!this.canBundle) return 1;
    return lanesFor(this.#network.model, this.#training.batch, lanesOfOps());
  }

  /** Reads on to a step and puts together what it is given. */
  #prepare(request: StepRequest, memory: Memory, isOne: boolean): PreparedStep {
    const { supply, read, ticks, step } = request;
    supply.advance(ticks);
    for (const module of this.#plan.modules)
      if ((module.isSlow || module.isRetraced) && this.#plan.begins(module, read))
        memory.begin(module.id, module.carried, module.isRetraced ? 1 : 0);
    const turn = this.#plan.turn(
      read,
      ticks,
      request.updating,
      (module) => memory.past(module, 1) !== null,
    );
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
    const made = new Map(Object.entries(this.#smallInputs(turn, step, request.seed)));
    for (const [name, feed] of uploaded)
      for (const [key, tensor] of Object.entries(packFeed(name, feed))) made.set(key, tensor);
    return {
      turn,
      shapes: uploaded,
      inputs: new Map([...made, ...Object.entries(pastInputs(turn, memory))]),
      made: [...made.values()],
    };
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

  /** The step itself, from tensors alone. */
  #compute(turn: Turn, shapes: ReadonlyMap<string, Feed>, given: Tensors, lanes: number): Tensors {
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
        states: unpackMap<EdgeId>('state', given),
        given: new Map(),
      },
      lanes,
    );
    results.push(now);
    gradients.add(now.gradients);
    const byModule = new Map<string, WindowPassResult>(turn.quick.map(({ id }) => [id, now]));
    const rows = shapes.get('now')?.rows ?? 0;
    for (const module of turn.closing) {
      const tracks = new Map<EdgeId, Track>();
      for (const edge of module.heard) {
        const before = [...unpackMap<string>(`past ${module.id} 0 sent ${edge}`, given).values()];
        const last = now.sent.get(edge);
        const pieces = last ? [...before, last] : before;
        tracks.set(edge, new Track(rows, pieces.length > 0 ? joinTicks(pieces) : null));
      }
      const again = runWindow(this.#network, {
        ...common,
        feed: feedOf(`again ${module.id}`),
        passOf: passOf([module]),
        nodes: module.nodes,
        learning: new Set([module.id]),
        states: unpackMap<EdgeId>(`past ${module.id} 0 state`, given),
        given: tracks,
      });
      results.push(again);
      gradients.add(again.gradients);
      byModule.set(module.id, again);
    }
    for (const module of turn.retracing) {
      const feed = feedOf(`before ${module.id}`);
      const tracks = new Map(
        module.heard.map((edge): [EdgeId, Track] => {
          const pieces = [...unpackMap<string>(`past ${module.id} 1 sent ${edge}`, given).values()];
          return [edge, new Track(rows, pieces.length > 0 ? joinTicks(pieces) : null)];
        }),
      );
      const found = byModule.get(module.id);
      if (!found) throw new Error(`module '${module.id}' did not run`);
      gradients.add(
        retrace(this.#network, {
          feed,
          passOf: passOf([]),
          nodes: module.nodes,
          states: unpackMap<EdgeId>(`past ${module.id} 1 state`, given),
          given: tracks,
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
    const outputs: Record<string, Tensor> = { report: writeReport(this.#network, results, now) };
    for (const [edge, state] of now.states) outputs[`state|${edge}`] = tf.clone(state);
    for (const [edge, state] of unpackMap<EdgeId>('state', given))
      outputs[`state|${edge}`] ??= tf.clone(state);
    for (const { id, heard, isSlow, isRetraced } of this.#plan.modules)
      if (isSlow || isRetraced)
        for (const edge of heard) {
          const sent = now.sent.get(edge);
          if (sent) outputs[`heard ${id}|${edge}`] = tf.clone(sent);
        }
    gradients.dispose();
    for (const result of results) result.dispose();
    return outputs;
  }

  /** What came out: the memory takes its part, the rest is told. */
  #take(outputs: ReadonlyMap<string, Tensor>, memory: Memory): StepReport {
    for (const { id } of this.#plan.modules)
      for (const [edge, sent] of unpackMap<EdgeId>(`heard ${id}`, Object.fromEntries(outputs)))
        memory.hear(id, edge, sent);
    const report = outputs.get('report');
    if (!report) throw new Error('the step reported nothing');
    const told = readReport(this.#network, report);
    report.dispose();
    return told;
  }

  /** Frees the optimizers' slots. */
  dispose(): void {
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

function pastInputs(turn: Turn, memory: Memory): Record<string, Tensor> {
  const all: Record<string, Tensor> = {};
  const add = (module: string, back: 0 | 1): void => {
    const past = memory.past(module, back);
    if (!past) return;
    Object.assign(all, packMap(`past ${module} ${back} state`, past.states));
    for (const [edge, pieces] of past.sent)
      pieces.forEach((piece, index) => {
        all[`past ${module} ${back} sent ${edge}|${index}`] = piece;
      });
  };
  for (const { id } of turn.closing) add(id, 0);
  for (const { id } of turn.retracing) add(id, 1);
  return all;
}

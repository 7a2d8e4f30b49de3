import { countUnlockedModules } from '#spec/graph';
import type { EdgeId } from '#spec/model';
import type { Training } from '#spec/training';
import type { UpdateWindows } from '#spec/update-windows';
import { interOpThreads } from '#tensorflow/backend/threads';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { CompileOptions, StepFunction, Tensors } from '#tensorflow/graph/compiled-program';
import { copyArrays, historyTicks, uploadFeed, type Feed } from '../feed/feed';
import { packFeed, packMap, unpackMap } from '../feed/pack';
import type { DataSource } from '../feed/source';
import type { Network } from '../model/network';
import { buildOptimizers } from '../optimizers/build-optimizers';
import type { Optimizer } from '../optimizers/optimizer';
import { shardCount } from '../pass/shards';
import { optimizersToUpdate, Plan, replaysWindow, stepKey, type StepPlan } from './plan';
import { RecurrentState, type Messages } from './recurrent-state';
import { unpackReports, type StepReport } from './report';
import type { StepRunner } from './runner';
import { computeStep, ownFeed, previousFeed, replayFeed, type StepParts } from './step-computation';
import { StepScalars } from './step-scalars';

/** One step of a run. */
export interface StepRequest {
  source: Pick<DataSource, 'advance' | 'window'>;
  /** Ticks of the stream before this step, and in it. */
  ticksRead: number;
  ticks: number;
  /** Of the run, from 0. */
  step: number;
  /** Of this step's random numbers. */
  seed: number;
  /** The modules that update; null for all. */
  updating: ReadonlySet<string> | null;
}

/** What all steps of the same plan have in common. */
interface PlannedStep {
  plan: StepPlan;
  key: string;
  /** The optimizers that update in it, by id. */
  optimizers: ReadonlyMap<string, Optimizer>;
  scalars: StepScalars;
}

/** A step with its data uploaded. */
interface PreparedStep extends PlannedStep {
  /** By name of a feed, the parts of it that are plain data. */
  feedShapes: ReadonlyMap<string, Feed>;
  /** By name; to be disposed of after the step. */
  tensors: ReadonlyMap<string, Tensor>;
}

/** The output of a call: the reports of its steps, `[steps, numbers]`. */
const reportsOutput = 'reports';

/** Steps as one call of a runner. */
interface StepCall {
  key: string;
  step: StepFunction;
  inputs: Record<string, Tensor>;
  options: CompileOptions;
}

/**
 * The training steps of one run: reads the data of a step, runs the step (`computeStep`), compiled where that
 * is possible, and reads its report back. Owns the optimizers and the recurrent state; network and runner stay
 * the caller's.
 *
 *     const trainStep = new TrainStep(network, training, windows);
 *     const [report] = trainStep.run([{ source, read: 0, ticks: 8, step: 0, seed: 1, updating: null }], runner);
 */
export class TrainStep {
  readonly #network: Network;
  readonly #training: Training;
  readonly #plan: Plan;
  readonly #history: number;
  readonly #planned = new WeakMap<StepPlan, PlannedStep>();
  /** By module id, `EDGE/synthesizer`, `EDGE/syntheticInput`, `EDGE/auxiliary`: what a checkpoint keeps. */
  readonly optimizers: ReadonlyMap<string, Optimizer>;
  readonly recurrentState: RecurrentState;
  /** By edge, the step at which its synthesizer was new, where that is not 0: its warm-up begins there. */
  readonly synthesizerStarts = new Map<EdgeId, number>();

  /** `windows`: null where each step says how long it is (`backprop` on a curriculum). */
  constructor(network: Network, training: Training, windows: UpdateWindows | null) {
    this.#network = network;
    this.#training = training;
    this.#plan = new Plan(network, training.method, windows ?? { modules: {}, step: 1 });
    this.#history = historyTicks(network);
    this.optimizers = buildOptimizers(network, training);
    this.recurrentState = new RecurrentState(network, this.#plan, training.batch);
  }

  /** How many ticks of the past a step may ask its data source for. */
  get pastTicks(): number {
    return this.#history + 2 * Math.max(...this.#plan.modules.map(({ window }) => window));
  }

  /** Whether several steps can run in one call, and shards of a batch apart: no module replays a window. */
  get canRunSeveral(): boolean {
    return !this.#plan.modules.some(replaysWindow);
  }

  /**
   * Runs steps one after the other, in one call where they are compiled. What is decoupled then need not wait
   * for the end of a step: a module begins the next one as soon as it is updated, while others, or the
   * synthesizers that learn last, are still at work. Every tensor made is freed but the variables. More than one
   * step only where `canRunSeveral` says so. Returns a report a step, in order.
   */
  run(requests: readonly StepRequest[], runner: StepRunner): StepReport[] {
    const { key, step, inputs, options } = this.#prepareCall(requests, runner.compiles);
    const outputs = runner.run(key, step, inputs, options);
    tf.dispose(inputs);
    return this.#readReports(outputs);
  }

  /** `run` with the steps of the other runs of a group. `seconds`: its share, without the wait for them. */
  async runTogether(
    requests: readonly StepRequest[],
    runner: StepRunner,
  ): Promise<{ reports: StepReport[]; seconds: number }> {
    const began = performance.now();
    // The copies of a step keep the cores busy without shards.
    const { key, step, inputs, options } = this.#prepareCall(requests, false);
    const prepared = (performance.now() - began) / 1000;
    const call = { key, step, inputs, steps: requests.length };
    const { outputs, seconds } = await runner.runTogether(call, options);
    tf.dispose(inputs);
    return { reports: this.#readReports(outputs), seconds: prepared + seconds };
  }

  #prepareCall(requests: readonly StepRequest[], hasShards: boolean): StepCall {
    const isSingle = requests.length === 1;
    const steps = requests.map((request) => this.#prepare(request, isSingle));
    const inputs = Object.assign(
      {},
      ...steps.map(({ tensors }, index) => packMap(String(index), tensors)),
    ) as Record<string, Tensor>;
    return {
      key: steps.map(({ key }) => key).join(', then '),
      step: this.#stepFunction(steps, hasShards),
      inputs,
      options: {
        parallelParts: countUnlockedModules(this.#network.model, this.#training.method),
        precision: this.#training.precision,
      },
    };
  }

  /** The reports of a call, in order; its outputs are disposed of. */
  #readReports(outputs: Tensors): StepReport[] {
    const packed = outputs[reportsOutput] as Tensor;
    const reports = unpackReports(this.#network, packed);
    packed.dispose();
    return reports;
  }

  /** The steps as one function of their inputs: a report each, and the recurrent state is assigned. */
  #stepFunction(steps: readonly PreparedStep[], hasShards: boolean): StepFunction {
    const parts: StepParts = {
      network: this.#network,
      method: this.#training.method,
      plan: this.#plan,
      recurrentState: this.recurrentState,
    };
    return (inputs) => {
      const shards = hasShards ? this.#shardCount() : 1;
      let states: Messages = this.recurrentState.states;
      const reports: Tensor[] = [];
      steps.forEach(({ plan, optimizers, feedShapes }, index) => {
        const tensors = Object.fromEntries(unpackMap<string>(String(index), inputs));
        const done = computeStep(parts, {
          step: plan,
          optimizers,
          feedShapes,
          tensors,
          states,
          shards,
        });
        states = new Map([...states, ...done.states]);
        reports.push(done.report);
      });
      this.recurrentState.assignStates(states);
      return { [reportsOutput]: tf.stack(reports) };
    };
  }

  #shardCount(): number {
    if (!this.canRunSeveral) return 1;
    return shardCount(this.#network.model, this.#training.batch, interOpThreads());
  }

  /** Advances the data to a step and uploads its inputs; counts the updates of its optimizers. */
  #prepare(request: StepRequest, isSingle: boolean): PreparedStep {
    const { source, ticksRead, ticks, step } = request;
    source.advance(ticks);
    const planned = this.#plannedStep(this.#plan.planStep(ticksRead, ticks, request.updating));
    const { plan, optimizers, scalars } = planned;
    for (const optimizer of optimizers.values()) optimizer.countUpdate();
    const tensors = new Map<string, Tensor>([
      ['seed', tf.tensor1d([request.seed | 0, step], 'int32')],
      ['scalars', scalars.write(step, this.synthesizerStarts)],
    ]);
    const feedShapes = new Map<string, Feed>();
    const upload = (name: string, length: number, back: number): void => {
      const data = source.window(length, this.#history, back);
      // Only the phase matters: steps that do the same at another time are one compiled step.
      const clock = { offset: this.#plan.phase(data.clock.offset), ticks: length };
      // The source uses the arrays of a window again for the next step.
      const window = isSingle ? data : copyArrays(data);
      const feed = uploadFeed(this.#network, { ...window, clock });
      feedShapes.set(name, feed);
      for (const [key, tensor] of Object.entries(packFeed(name, feed))) tensors.set(key, tensor);
    };
    upload(ownFeed, ticks, 0);
    for (const module of plan.endingModules) upload(replayFeed(module), module.window, 0);
    for (const module of plan.auxiliaryModules)
      upload(previousFeed(module), module.window, Math.max(module.window, ticks));
    return { ...planned, feedShapes, tensors };
  }

  #plannedStep(plan: StepPlan): PlannedStep {
    const known = this.#planned.get(plan);
    if (known) return known;
    const optimizers = this.#optimizersOf(plan);
    const scalars = new StepScalars(this.#network, this.#training.method, optimizers);
    const planned = { plan, key: stepKey(plan), optimizers, scalars };
    this.#planned.set(plan, planned);
    return planned;
  }

  /** The optimizers that update in a step and have something to update, by id. */
  #optimizersOf(plan: StepPlan): Map<string, Optimizer> {
    return new Map(
      optimizersToUpdate(this.#network, plan).flatMap((id) => {
        const optimizer = this.optimizers.get(id);
        return optimizer && optimizer.parameters.length > 0 ? [[id, optimizer] as const] : [];
      }),
    );
  }

  /** Frees the optimizers' slots and the recurrent state. */
  dispose(): void {
    this.recurrentState.dispose();
    for (const optimizer of this.optimizers.values()) optimizer.dispose();
  }
}

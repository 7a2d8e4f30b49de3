import type { EdgeId } from '#spec/model';
import type { Method } from '#spec/training';
import type { Tensors } from '#tensorflow/graph/compiled-program';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Feed } from '../feed/feed';
import { unpackFeed } from '../feed/pack';
import type { ForwardMode } from '../model/layers/layer';
import { computedNodes, type Interface, type Network } from '../model/network';
import type { Optimizer } from '../optimizers/optimizer';
import { runSharded } from '../pass/shards';
import { runWindow, type WindowPassResult } from '../pass/window-pass';
import { concatTicks, TensorArray } from '../unroll/tensor-array';
import { runAuxiliaryPass } from './auxiliary-pass';
import { makeAuxiliaryTargets } from './auxiliary-targets';
import { GradientSum } from './gradient-sum';
import { replaysWindow, type ModulePlan, type Plan, type StepPlan } from './plan';
import type { Messages, PastWindow, RecurrentState } from './recurrent-state';
import { packReport } from './report';
import { StepScalars } from './step-scalars';

/** What all steps of a run work on. Nothing of it is disposed of here. */
export interface StepParts {
  network: Network;
  method: Method;
  plan: Plan;
  recurrentState: RecurrentState;
}

/** The inputs of one step. All that differs between two steps of the same plan is in `tensors` and `states`. */
export interface StepInputs {
  step: StepPlan;
  /** The optimizers that update in it, by id. */
  optimizers: ReadonlyMap<string, Optimizer>;
  /** By name of a feed, the parts of it that are plain data. */
  feedShapes: ReadonlyMap<string, Feed>;
  /** The tensors of the feeds, `seed` int32 `[2]` and the vector `scalars` (`StepScalars`). */
  tensors: Tensors;
  /** By carried edge, the message that the step begins with, `[rows, ...shape]`. */
  states: Messages;
  /** How many shards of the batch (micro-batches) run in parallel. */
  shards: number;
}

export interface StepOutputs {
  /** A row of what `unpackReports` reads: losses and synthesizer losses, one vector. */
  report: Tensor;
  /** By carried edge, the message that the next step begins with. */
  states: Map<EdgeId, Tensor>;
}

/** The names of a step's feeds: its own window, a slow module's whole window, and the window before a module's. */
export const ownFeed = 'now';
export const replayFeed = ({ id }: ModulePlan): string => `replay ${id}`;
export const previousFeed = ({ id }: ModulePlan): string => `previous ${id}`;

/**
 * One training step, in the caller's tidy:
 *
 *     forward and backward over the window of the step, each decoupled edge handled by the training method
 *     for each module whose longer window ends here:   forward and backward over that whole window
 *     for each module with an auxiliary task (or `trainMessage` on a recurrent edge) whose window ends here:
 *                                                      forward and backward over the window before
 *     update every module, synthesizer, synthetic input model and auxiliary head that has a gradient
 *
 * Variables (weights, optimizer slots, recurrent state) are assigned; the caller disposes of the outputs.
 */
export function computeStep(parts: StepParts, inputs: StepInputs): StepOutputs {
  return new StepComputation(parts, inputs).run();
}

class StepComputation {
  readonly #parts: StepParts;
  readonly #inputs: StepInputs;
  readonly #scalars: StepScalars;
  readonly #gradients: GradientSum;
  /** The passes so far: freed at the end. */
  readonly #results: WindowPassResult[] = [];
  /** By module that learnt, the pass over its own window. */
  readonly #resultOf = new Map<string, WindowPassResult>();

  constructor(parts: StepParts, inputs: StepInputs) {
    this.#parts = parts;
    this.#inputs = inputs;
    this.#scalars = new StepScalars(parts.network, parts.method, inputs.optimizers);
    this.#gradients = new GradientSum(
      [...inputs.optimizers.values()].flatMap(({ parameters }) =>
        parameters.map(({ variable }) => variable),
      ),
    );
  }

  run(): StepOutputs {
    const { network, plan, recurrentState } = this.#parts;
    const { step, states } = this.#inputs;
    for (const module of step.startingModules) recurrentState.startWindow(module, states);
    const result = this.#runStepWindow();
    for (const module of step.endingModules) this.#replayWindow(module, result);
    for (const module of step.auxiliaryModules) this.#addAuxiliaryGradients(module);
    this.#update();
    for (const module of plan.modules.filter(replaysWindow))
      recurrentState.recordMessages(module, plan.stepInWindow(module, step.offset), result.sent);
    const outputs = {
      report: packReport(network, this.#results, result),
      states: new Map([...result.states].map(([edge, state]) => [edge, tf.clone(state)])),
    };
    this.#gradients.dispose();
    for (const one of this.#results) one.dispose();
    return outputs;
  }

  /** All nodes, over the ticks of the step. Modules whose window is the step itself learn. */
  #runStepWindow(): WindowPassResult {
    const { network, plan } = this.#parts;
    const { step, states, shards } = this.#inputs;
    const result = runSharded(
      network,
      {
        ...this.#passSettings(),
        feed: this.#feed(ownFeed),
        modeOf: this.#modeOf(plan.modules.filter(({ isSlow }) => !isSlow)),
        nodes: computedNodes(network),
        learningModules: new Set(step.singleStepModules.map(({ id }) => id)),
        states,
        received: new Map(),
      },
      shards,
    );
    this.#collect(result, step.singleStepModules);
    return result;
  }

  /** A module whose window is several steps long, over the whole of it. `last`: the step that ends it. */
  #replayWindow(module: ModulePlan, last: WindowPassResult): void {
    const { network, recurrentState } = this.#parts;
    const past = recurrentState.past(module.id, 0);
    const result = runWindow(network, {
      ...this.#passSettings(),
      feed: this.#feed(replayFeed(module)),
      modeOf: this.#modeOf([module]),
      nodes: module.nodes,
      learningModules: new Set([module.id]),
      states: past.states,
      received: this.#messages(past, last),
      isReplay: true,
    });
    this.#collect(result, [module]);
  }

  /** The gradients of the auxiliary task, and of `trainMessage` on recurrent edges, in the module's previous window. */
  #addAuxiliaryGradients(module: ModulePlan): void {
    const { network, recurrentState } = this.#parts;
    const feed = this.#feed(previousFeed(module));
    const past = recurrentState.past(module.id, 1);
    const result = this.#resultOf.get(module.id);
    if (!result) throw new Error(`module '${module.id}' did not run`);
    this.#gradients.add(
      runAuxiliaryPass(network, {
        feed,
        modeOf: this.#modeOf([]),
        nodes: module.nodes,
        states: past.states,
        received: this.#messages(past, null),
        targets: makeAuxiliaryTargets(network, module, {
          before: feed,
          now: this.#feed(module.isSlow ? replayFeed(module) : ownFeed),
          result,
          warmupOf: (on) => this.#warmupOf(on),
        }),
        variables: this.#gradients.variables,
      }),
    );
  }

  /** One update of each optimizer, from the gradients of all passes. */
  #update(): void {
    const { optimizers, tensors } = this.#inputs;
    const rates = this.#scalars.ratesOf(tensors['scalars'] as Tensor);
    let from = 0;
    for (const [index, optimizer] of [...optimizers.values()].entries()) {
      const to = from + optimizer.parameters.length;
      optimizer.update(this.#gradients.sums.slice(from, to), rates[index] as Tensor);
      from = to;
    }
  }

  #collect(result: WindowPassResult, learnt: readonly ModulePlan[]): void {
    this.#results.push(result);
    this.#gradients.add(result.gradients);
    for (const { id } of learnt) this.#resultOf.set(id, result);
  }

  #passSettings() {
    return {
      method: this.#parts.method,
      variables: this.#gradients.variables,
      scaleOf: (on: Interface) => tf.mul(this.#warmupOf(on), on.scale),
    };
  }

  #warmupOf(on: Interface): Tensor {
    return this.#scalars.warmupOf(on, this.#inputs.tensors['scalars'] as Tensor);
  }

  /** Running statistics of batch normalisation are updated only in the given modules, once a window. */
  #modeOf(counted: readonly ModulePlan[]): (node: string) => ForwardMode {
    const nodes = new Set(counted.flatMap((module) => [...module.nodes]));
    const seed = this.#inputs.tensors['seed'] as Tensor;
    return (node) => ({ training: true, updateStatistics: nodes.has(node), seed });
  }

  #feed(name: string): Feed {
    const shape = this.#inputs.feedShapes.get(name);
    if (!shape) throw new Error(`the step has no feed '${name}'`);
    return unpackFeed(name, this.#inputs.tensors, shape);
  }

  /** What other modules sent in a past window, by edge; its last step from `last`, which is not recorded yet. */
  #messages({ sent }: PastWindow, last: WindowPassResult | null): Map<EdgeId, TensorArray> {
    const rows = this.#inputs.feedShapes.get(ownFeed)?.rows ?? 0;
    return new Map(
      [...sent].map(([edge, steps]) => {
        const messages = last ? [...steps.slice(0, -1), last.sent.get(edge) ?? null] : steps;
        const pieces = messages.filter((piece) => piece !== null);
        return [edge, new TensorArray(rows, pieces.length > 0 ? concatTicks(pieces) : null)];
      }),
    );
  }
}

import { edgeId, type Edge, type EdgeId } from '#spec/model';
import { tf, type Tensor, type Variable } from '#tensorflow/backend/tf';
import type { Network } from '../model/network';
import { activeTicks } from '../unroll/clock';
import { carriedEdges, zeroMessages } from '../unroll/initial-states';
import { replaysWindow, type ModulePlan, type Plan } from './plan';

/** By edge, the messages that were sent over it. */
export type Messages = ReadonlyMap<EdgeId, Tensor>;

/** What a module read in a window that it will run again. */
export interface PastWindow {
  /** By carried edge into the module, the newest message from before the window: `[rows, ...shape]`. */
  states: ReadonlyMap<EdgeId, Variable>;
  /**
   * By edge from another module, what was sent over it in each step of the window: `[ticks · rows, ...shape]`;
   * null for a step in which its sender does not tick.
   */
  sent: ReadonlyMap<EdgeId, readonly (Variable | null)[]>;
}

/** A variable of the recurrent state, under its name in checkpoints. */
export interface StateVariable {
  name: string;
  variable: Variable;
  /** The node whose messages it holds. */
  sender: string;
}

/**
 * What the streams of a run carry from step to step: the messages that outlive their tick (the states of
 * recurrent cores among them), and the windows that modules run again. All of it is in variables, zeros at
 * first, which a step reads and assigns as it does weights, so that it stays on the device. Owns them:
 * `dispose()` frees them.
 */
export class RecurrentState {
  /** By carried edge, the newest message: `[rows, ...shape]`. */
  readonly states: ReadonlyMap<EdgeId, Variable>;
  /** By module that replays windows: the current window, then, where it is wanted, the one before. */
  readonly #pastWindows: ReadonlyMap<string, readonly PastWindow[]>;
  readonly #all: StateVariable[] = [];

  /** `rows`: batch size. */
  constructor(network: Network, plan: Plan, rows: number) {
    const { model, periods } = network;
    const zerosOn = zeroMessages(network);
    // The names stand in saved checkpoints.
    const create = (name: string, edge: Edge, ticks: number): Variable => {
      const zeros = zerosOn(edge, ticks * rows);
      const variable = tf.variable(zeros, false);
      zeros.dispose();
      this.#all.push({ name, variable, sender: edge.from });
      return variable;
    };
    const createStates = (prefix: string, edges: readonly Edge[]): Map<EdgeId, Variable> =>
      new Map(edges.map((edge) => [edgeId(edge), create(prefix + edgeId(edge), edge, 1)]));
    const createSent = (
      prefix: string,
      edge: Edge,
      { window }: ModulePlan,
    ): (Variable | null)[] => {
      const { step } = plan;
      let count = 0;
      return Array.from({ length: window / step }, (_, index) => {
        const clock = { offset: index * step, ticks: step };
        const { length } = activeTicks(clock, periods[edge.from] ?? 1);
        return length === 0 ? null : create(`${prefix}${edgeId(edge)}|${count++}`, edge, length);
      });
    };
    const createWindow = (module: ModulePlan, back: number): PastWindow => {
      const prefix = `past|${module.id}|${back}`;
      const edgesOf = (ids: readonly EdgeId[]): Edge[] =>
        model.edges.filter((edge) => ids.includes(edgeId(edge)));
      return {
        states: createStates(`${prefix}|state|`, edgesOf(module.carried)),
        sent: new Map(
          edgesOf(module.received).map((edge) => [
            edgeId(edge),
            createSent(`${prefix}|sent|`, edge, module),
          ]),
        ),
      };
    };
    this.states = createStates('state|', carriedEdges(network));
    this.#pastWindows = new Map(
      plan.modules
        .filter(replaysWindow)
        .map((module) => [
          module.id,
          (module.hasAuxiliaryPass ? [0, 1] : [0]).map((back) => createWindow(module, back)),
        ]),
    );
  }

  /** The current window of a module (0), or the one before it (1). Throws a plain Error for a module that replays none. */
  past(module: string, back: 0 | 1): PastWindow {
    const past = this.#pastWindows.get(module)?.[back];
    if (!past) throw new Error(`no past window of '${module}' is kept`);
    return past;
  }

  /** A module starts a window with these states: its current window becomes the one before. */
  startWindow({ id, hasAuxiliaryPass }: ModulePlan, states: Messages): void {
    const current = this.past(id, 0);
    if (hasAuxiliaryPass) {
      const before = this.past(id, 1);
      assignAll(before.states, current.states);
      for (const [edge, sent] of before.sent)
        sent.forEach((variable, index) => assign(variable, current.sent.get(edge)?.[index]));
    }
    assignAll(current.states, states);
  }

  /** Adds what was sent in a step to the current window of a module; `step`: which step of the window it is, from 0. */
  recordMessages({ id }: ModulePlan, step: number, sent: Messages): void {
    for (const [edge, variables] of this.past(id, 0).sent) assign(variables[step], sent.get(edge));
  }

  /** Assigns the states that the next step begins with. */
  assignStates(states: Messages): void {
    assignAll(this.states, states);
  }

  /** All variables, in the order in which they were made: what a checkpoint keeps. */
  all(): readonly StateVariable[] {
    return this.#all;
  }

  dispose(): void {
    for (const { variable } of this.#all) variable.dispose();
  }
}

function assignAll(variables: ReadonlyMap<EdgeId, Variable>, messages: Messages): void {
  for (const [edge, variable] of variables) assign(variable, messages.get(edge));
}

function assign(variable: Variable | null | undefined, value: Tensor | null | undefined): void {
  // Assigning a variable to itself would free its tensor before it is taken over.
  if (variable && value && value !== variable) variable.assign(value);
}

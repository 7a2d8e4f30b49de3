import { edgeId, type Edge, type EdgeId } from '#spec/model';
import { tf, type Tensor, type Variable } from '#tensorflow/backend/tf';
import { activeTicks } from '../unroll/clock';
import type { Network } from '../model/network';
import { replaysWindow, type ModulePlan, type Plan } from './plan';
import { carriedEdges, zeroMessages } from '../unroll/initial-states';

/** By edge, what was sent over it. */
export type Messages = ReadonlyMap<EdgeId, Tensor>;

/** A window that a module will go through again. */
export interface PastWindow {
  /** By carried edge that the module hears: the newest message from before the window, `[rows, ...shape]`. */
  states: ReadonlyMap<EdgeId, Variable>;
  /**
   * By edge from another module: what was sent over it in each step of the window, `[ticks · rows, ...shape]`;
   * null for a step in which its sender does not tick.
   */
  sent: ReadonlyMap<EdgeId, readonly (Variable | null)[]>;
}

/** A variable of the memory, under its name in checkpoints. */
export interface StateVariable {
  name: string;
  variable: Variable;
  /** The node whose messages it holds. */
  sender: string;
}

/**
 * What a run remembers of its streams between steps: the messages that edges carry over, and the windows that
 * modules will go through again. All of it is in variables, zeros at first, which a step reads and assigns as it
 * does weights, so that it stays where steps compute. Owns them: `dispose()` frees them.
 */
export class RecurrentState {
  /** By carried edge, the newest message, `[rows, ...shape]`. */
  readonly states: ReadonlyMap<EdgeId, Variable>;
  /** By module that goes through windows again: the one it is in, then, where it wants that, the one before. */
  readonly #pasts: ReadonlyMap<string, readonly PastWindow[]>;
  readonly #all: StateVariable[] = [];

  /** `rows`: streams read side by side. */
  constructor(network: Network, plan: Plan, rows: number) {
    const { model, periods } = network;
    const zerosOn = zeroMessages(network);
    const remember = (name: string, edge: Edge, ticks: number): Variable => {
      const zeros = zerosOn(edge, ticks * rows);
      const variable = tf.variable(zeros, false);
      zeros.dispose();
      this.#all.push({ name, variable, sender: edge.from });
      return variable;
    };
    const statesOf = (prefix: string, edges: readonly Edge[]): Map<EdgeId, Variable> =>
      new Map(edges.map((edge) => [edgeId(edge), remember(prefix + edgeId(edge), edge, 1)]));
    const sentOver = (prefix: string, edge: Edge, { window }: ModulePlan): (Variable | null)[] => {
      const { step } = plan;
      let count = 0;
      return Array.from({ length: window / step }, (_, index) => {
        const clock = { offset: index * step, ticks: step };
        const { length } = activeTicks(clock, periods[edge.from] ?? 1);
        return length === 0 ? null : remember(`${prefix}${edgeId(edge)}|${count++}`, edge, length);
      });
    };
    const pastOf = (module: ModulePlan, back: number): PastWindow => {
      const prefix = `past|${module.id}|${back}`;
      const on = (ids: readonly EdgeId[]): Edge[] =>
        model.edges.filter((edge) => ids.includes(edgeId(edge)));
      return {
        states: statesOf(`${prefix}|state|`, on(module.carried)),
        sent: new Map(
          on(module.received).map((edge) => [
            edgeId(edge),
            sentOver(`${prefix}|sent|`, edge, module),
          ]),
        ),
      };
    };
    this.states = statesOf('state|', carriedEdges(network));
    this.#pasts = new Map(
      plan.modules
        .filter(replaysWindow)
        .map((module) => [
          module.id,
          (module.hasAuxiliaryPass ? [0, 1] : [0]).map((back) => pastOf(module, back)),
        ]),
    );
  }

  /** The window that a module is in (0), or the one before it (1). */
  past(module: string, back: 0 | 1): PastWindow {
    const past = this.#pasts.get(module)?.[back];
    if (!past) throw new Error(`nothing is remembered of '${module}'`);
    return past;
  }

  /** A module begins a window, with these states: the one it was in is the one before now. */
  startWindow({ id, hasAuxiliaryPass }: ModulePlan, states: Messages): void {
    const past = this.past(id, 0);
    if (hasAuxiliaryPass) {
      const before = this.past(id, 1);
      assignAll(before.states, past.states);
      for (const [edge, sent] of before.sent)
        sent.forEach((variable, index) => assign(variable, past.sent.get(edge)?.[index]));
    }
    assignAll(past.states, states);
  }

  /** What was sent in a step joins the window that a module is in; `place`: which step of it this is. */
  recordMessages({ id }: ModulePlan, place: number, sent: Messages): void {
    for (const [edge, variables] of this.past(id, 0).sent) assign(variables[place], sent.get(edge));
  }

  /** The states that the next step begins with. */
  assignStates(states: Messages): void {
    assignAll(this.states, states);
  }

  /** All variables, in the order in which they were made. */
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
  // Its own tensor would be freed before it is taken.
  if (variable && value && value !== variable) variable.assign(value);
}

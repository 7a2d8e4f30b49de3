import { areStepsJoint, type GroupTiming } from '#spec/train-together';
import type { Precision } from '#spec/training';
import type {
  CompiledProgram,
  GroupedVariable,
  StepFunction,
  Tensors,
} from '#tensorflow/graph/compiled-program';

/** A call of one or several training steps that a member of a group asks for. */
export interface GroupStep {
  /** How many training steps it makes. */
  steps: number;
  /** The same for all members whose steps do the same on their own inputs and variables. */
  key: string;
  step: StepFunction;
  inputs: Tensors;
  precision?: Precision;
  /** Called before a joint step: gives the variables the newest values that the member has by itself. */
  prepare: () => void;
  /** Runs this step of this member alone, once, without any effect; returns the seconds. Null where it is not compiled. */
  timeAlone: () => number | null;
}

export interface GroupResult {
  /** The member's own: the caller disposes of them. */
  outputs: Tensors;
  /** Its share of the seconds that the joint call took: for each of its members the same. */
  seconds: number;
}

/** What a member needs of its group. */
export interface GroupAccess {
  run: (call: GroupStep) => Promise<GroupResult | null>;
  rest: () => void;
  wake: () => void;
  program: () => { program: CompiledProgram; copy: number } | null;
  size: () => number;
  timing: () => GroupTiming | null;
}

/** One run of a group. */
export class GroupMember {
  readonly #group: GroupAccess;
  #variables: readonly GroupedVariable[] = [];
  /** Whether the joint step holds newer values than the variables. */
  #isJointAhead = false;
  /** Whether the joint step holds the values of the variables. */
  #isJointCurrent = false;
  #isResting = false;
  #hasTakenTiming = false;

  /** See `StepGroup.join`. */
  constructor(group: GroupAccess) {
    this.#group = group;
  }

  get variables(): readonly GroupedVariable[] {
    return this.#variables;
  }

  /** Sets all variables that its steps may read or assign: as many as those of each other member, in the same order. */
  setVariables(variables: readonly GroupedVariable[]): void {
    this.#variables = variables;
  }

  /** How many runs train in its group. */
  get groupSize(): number {
    return this.#group.size();
  }

  /** What the group has measured, once it has; else, and later, null. */
  takeTiming(): GroupTiming | null {
    const timing = this.#hasTakenTiming ? null : this.#group.timing();
    this.#hasTakenTiming ||= timing !== null;
    return timing;
  }

  /** Waits for the other members and runs a step with theirs; null where it has to be run alone. */
  run(call: GroupStep): Promise<GroupResult | null> {
    return this.#group.run(call);
  }

  /** The others need not wait for it: it is paused. */
  rest(): void {
    if (this.#isResting) return;
    this.#isResting = true;
    this.#group.rest();
    this.#isJointCurrent = false;
  }

  /** The others wait for it again. */
  wake(): void {
    if (!this.#isResting) return;
    this.#isResting = false;
    this.#group.wake();
  }

  /** Before its variables are disposed of. */
  leave(): void {
    this.rest();
  }

  /** Copies its values from the joint step into its variables, where the joint step is ahead. */
  pullVariables(): void {
    if (!this.#isJointAhead) return;
    const joint = this.#group.program();
    joint?.program.pullVariables(joint.copy);
    this.#isJointAhead = false;
  }

  /** Copies its variables into the joint step, unless they are the same. */
  pushVariables(): void {
    const joint = this.#group.program();
    if (this.#isJointCurrent || !joint) return;
    joint.program.pushVariables(joint.copy);
    this.#isJointCurrent = true;
  }

  /** The variables have been assigned outside the joint step. */
  noteAssigned(): void {
    this.#isJointCurrent = false;
  }

  /** A joint step has assigned its values. */
  noteJointStep(): void {
    this.#isJointAhead = true;
    this.#isJointCurrent = true;
  }
}

/** A sentence on how a group trains. */
export function describeTiming(timing: GroupTiming): string {
  const { members, together, oneByOne } = timing;
  const milliseconds = (seconds: number): string => `${(1000 * seconds).toPrecision(3)} ms`;
  const others = members === 2 ? 'one other run' : `${members - 1} other runs`;
  return areStepsJoint(timing)
    ? `Trains together with ${others}: a step of all of them takes ${milliseconds(together)} as one compiled step, ${milliseconds(oneByOne)} one after the other.`
    : `Trains in one process with ${others}, their steps one after the other: a step of all of them takes ${milliseconds(oneByOne)}, as one compiled step it would take ${milliseconds(together)}.`;
}

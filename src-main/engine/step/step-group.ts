import { areStepsJoint, type GroupTiming } from '#spec/train-together';
import { tf } from '#tensorflow/backend/tf';
import {
  CompiledProgram,
  type ProgramOptions,
  type Tensors,
} from '#tensorflow/graph/compiled-program';
import { TraceError } from '#tensorflow/graph/trace-error';
import { GroupMember, type GroupResult, type GroupStep } from './group-member';
import { stackInputs, takeApart } from './joint-tensors';

export type { GroupMember } from './group-member';

/** Steps that are timed, each together and alone. */
const timedSteps = 9;

/** Seconds of one step of all members, in both ways. */
type TimedPair = Pick<GroupTiming, 'together' | 'oneByOne'>;

interface Waiting {
  call: GroupStep;
  resolve: (result: GroupResult | null) => void;
  reject: (error: unknown) => void;
}

/** The members whose steps are compiled together, in the order of the copies. */
interface JointProgram {
  program: CompiledProgram;
  members: readonly GroupMember[];
}

/**
 * Runs of one model whose training steps run as one compiled step with a copy of the weights for each: what `vmap` over
 * the seed is in JAX. Each run does what it would do alone, up to the rounding of sums. A joint step begins when all
 * members that train have asked for theirs; one that rests or has left is not waited for. After a few steps the group
 * measures whether it gains anything; where it does not, the members go on one by one.
 *
 *     const group = new StepGroup();
 *     const members = specs.map(() => group.join());
 *     // each of the runs, side by side:
 *     member.setVariables(variables);
 *     const result = await member.run({ key, step, inputs }); // null: to be run alone this time
 *     member.leave();
 */
export class StepGroup {
  readonly #options: Pick<ProgramOptions, 'mostStackedElements'>;
  readonly #isAlwaysJoint: boolean;
  /** In the order in which they joined. */
  #members: GroupMember[] = [];
  readonly #waiting = new Map<GroupMember, Waiting>();
  #joint: JointProgram | null = null;
  #jointSteps = 0;
  /** Keys of steps that cannot be compiled, or not for all copies at once. */
  readonly #uncompiled = new Set<string>();
  /** What was timed so far, by key. */
  readonly #pairs = new Map<string, TimedPair[]>();
  #timing: GroupTiming | null = null;

  /** `mostStackedElements`: as of a `CompiledProgram`. `isAlwaysJoint`: nothing is measured, for a benchmark. */
  constructor({
    isAlwaysJoint = false,
    ...options
  }: Pick<ProgramOptions, 'mostStackedElements'> & { isAlwaysJoint?: boolean } = {}) {
    this.#options = options;
    this.#isAlwaysJoint = isAlwaysJoint;
  }

  /** A new member, which is waited for from now on. */
  join(): GroupMember {
    const member: GroupMember = new GroupMember({
      run: (call) => this.#run(member, call),
      rest: () => this.#remove(member),
      wake: () => void this.#members.push(member),
      program: () => this.#jointOf(member),
      size: () => this.#members.length,
      timing: () => this.#timing,
    });
    this.#members.push(member);
    return member;
  }

  /** How many joint steps have run. */
  get jointSteps(): number {
    return this.#jointSteps;
  }

  #run(member: GroupMember, call: GroupStep): Promise<GroupResult | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(member, { call, resolve, reject });
      this.#runIfAllWait();
    });
  }

  #remove(member: GroupMember): void {
    this.#members = this.#members.filter((each) => each !== member);
    const joint = this.#jointOf(member);
    // What is compiled holds for these members alone.
    if (joint) this.#closeProgram();
    this.#runIfAllWait();
  }

  #jointOf(member: GroupMember): { program: CompiledProgram; copy: number } | null {
    const copy = this.#joint?.members.indexOf(member) ?? -1;
    return this.#joint && copy >= 0 ? { program: this.#joint.program, copy } : null;
  }

  #closeProgram(): void {
    const joint = this.#joint;
    if (!joint) return;
    for (const member of joint.members) member.pullVariables();
    joint.program.dispose();
    this.#joint = null;
  }

  #runIfAllWait(): void {
    const members = this.#members;
    if (members.length === 0 || members.some((member) => !this.#waiting.has(member))) return;
    const waiting = members.map((member) => this.#waiting.get(member) as Waiting);
    this.#waiting.clear();
    let results: GroupResult[] | null;
    try {
      results = this.#runTogether(
        members,
        waiting.map(({ call }) => call),
      );
    } catch (error) {
      for (const { reject } of waiting) reject(error);
      return;
    }
    waiting.forEach(({ resolve }, index) => resolve(results?.[index] ?? null));
  }

  /** Null where the steps differ, or cannot be compiled as one. */
  #runTogether(members: readonly GroupMember[], calls: readonly GroupStep[]): GroupResult[] | null {
    const [first] = calls;
    if (!first || calls.length < 2 || calls.some(({ key }) => key !== first.key)) return null;
    if (this.#uncompiled.has(first.key) || !this.#isWorthIt()) return null;
    const began = performance.now();
    const program = this.#ensureProgram(members);
    if (!this.#compile(program, first)) return null;
    for (const { prepare } of calls) prepare();
    for (const member of members) member.pushVariables();
    const outputs = this.#runProgram(program, calls, first.key);
    if (!outputs) return null;
    this.#jointSteps += 1;
    for (const member of members) member.noteJointStep();
    const own = takeApart(outputs, calls.length);
    const seconds = (performance.now() - began) / 1000;
    this.#measure(first, seconds, members.length);
    return own.map((each) => ({ outputs: each, seconds: seconds / members.length }));
  }

  /** Null where TensorFlow does not take the graph: it is loaded at the first run. */
  #runProgram(program: CompiledProgram, calls: readonly GroupStep[], key: string): Tensors | null {
    const inputs = stackInputs(calls.map((call) => call.inputs));
    try {
      return program.run(key, inputs);
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      this.#uncompiled.add(key);
      return null;
    } finally {
      tf.dispose(inputs);
    }
  }

  #isWorthIt(): boolean {
    return this.#timing === null || areStepsJoint(this.#timing);
  }

  /**
   * Times a joint step and, right after it, the same step of one member alone; after some pairs of the same kind, the
   * median of their ratios decides, which a moment in which the machine is busy does not change.
   */
  #measure({ key, steps, timeAlone }: GroupStep, seconds: number, members: number): void {
    if (this.#timing || this.#isAlwaysJoint) return;
    const pairs = this.#pairs.get(key);
    const alone = timeAlone();
    if (alone === null) return;
    if (!pairs) {
      // The first steps include their compilation.
      this.#pairs.set(key, []);
      return;
    }
    pairs.push({ together: seconds / steps, oneByOne: (members * alone) / steps });
    if (pairs.length < timedSteps) return;
    const byRatio = pairs.sort((a, b) => a.together / a.oneByOne - b.together / b.oneByOne);
    this.#timing = { members, ...(byRatio[Math.floor(timedSteps / 2)] as TimedPair) };
    if (!this.#isWorthIt()) this.#closeProgram();
  }

  #ensureProgram(members: readonly GroupMember[]): CompiledProgram {
    if (this.#joint?.members.length !== members.length) this.#closeProgram();
    this.#joint ??= {
      members,
      program: new CompiledProgram({
        variables: members.flatMap((member) => member.variables),
        copies: members.length,
        ...this.#options,
      }),
    };
    return this.#joint.program;
  }

  #compile(program: CompiledProgram, { key, step, inputs, precision }: GroupStep): boolean {
    if (program.has(key)) return true;
    try {
      program.add(key, step, inputs, { precision });
      return true;
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      this.#uncompiled.add(key);
      return false;
    }
  }
}

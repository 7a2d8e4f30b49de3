import {
  CompiledProgram,
  type CompileOptions,
  type GroupedVariable,
  type StepFunction,
  type Tensors,
} from '#tensorflow/graph/compiled-program';
import { TraceError } from '#tensorflow/graph/trace-error';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { GroupMember, GroupStep } from './group-member';

interface RunnerOptions {
  /** Every variable that a step may read or assign. */
  variables: readonly GroupedVariable[];
  /** By group of variables, the device it computes on (`gpu:1`); only compiled steps can be placed. */
  devices?: readonly (string | null)[];
  /** Whether to compile steps; if not, every step runs op by op. */
  compiled: boolean;
  /** Of the group with which training steps run together; the runner leaves it when it is disposed of. */
  member?: GroupMember | null;
}

/** Steps of different shapes are compiled one by one; beyond this many they run op by op. */
const mostVariants = 64;

/**
 * Runs step functions as compiled graphs where TensorFlow is the backend, else op by op. While steps run
 * compiled, the values of the variables live in the graph: call `pullVariables()` before they are read from
 * outside, and `pushVariables()` after they were assigned there.
 *
 *     const runner = new StepRunner({ variables, compiled: true });
 *     const outputs = runner.run('square', ({ x }) => ({ y: tf.square(x) }), { x: tf.scalar(3) });
 */
export class StepRunner {
  readonly #program: CompiledProgram | null;
  readonly #member: GroupMember | null;
  /** By key, why a step could not be compiled. */
  readonly #uncompiled = new Map<string, string>();
  #variants = 0;
  /** Whether the graph holds newer values than the variables. */
  #isGraphAhead = false;
  /** Whether the graph lacks what joint steps of the group have assigned. */
  #isGraphStale = false;
  /** Sentences on why steps run op by op, until they are taken. */
  readonly #messages: string[] = [];

  constructor({ variables, devices = [], compiled, member = null }: RunnerOptions) {
    const onMessage = (sentence: string): void => void this.#messages.push(sentence);
    this.#program =
      compiled && CompiledProgram.isSupported()
        ? new CompiledProgram({ variables, devices, onMessage })
        : null;
    this.#member = this.#program ? member : null;
    this.#member?.setVariables(variables);
    if (!this.#program && devices.some((device) => device !== null))
      onMessage(
        'Modules compute on devices of their own in compiled steps alone; these run op by op.',
      );
  }

  /** Whether steps are compiled where they can be. */
  get compiles(): boolean {
    return this.#program !== null;
  }

  /** Whether compiled steps run together with those of other runs. */
  get isInGroup(): boolean {
    return this.#member !== null;
  }

  /**
   * Runs `step`, a function of its inputs and the variables alone, always the same one for a key. The outputs
   * are new tensors, the caller's to dispose of; the inputs stay the caller's. Throws the error of the step; a step
   * that cannot be compiled runs op by op.
   */
  run(key: string, step: StepFunction, inputs: Tensors, options: CompileOptions = {}): Tensors {
    if (this.#program && this.#compile(this.#program, key, step, inputs, options)) {
      this.#takeFromGroup();
      this.#isGraphAhead = true;
      return this.#program.run(key, inputs);
    }
    this.pullVariables();
    const outputs = tf.tidy(() => step(inputs) as Record<string, Tensor>);
    // A step that ran op by op has assigned the variables and not the graph.
    this.pushVariables();
    return outputs;
  }

  /**
   * Runs `step` together with those of the other members of the group, as one compiled step, as soon as all of them have
   * come to theirs; alone where there is no group, or the others do something else. As `run` otherwise. `seconds`: its
   * share of what the step took, without the wait for the others.
   */
  async runTogether(
    { key, step, inputs, steps }: Pick<GroupStep, 'key' | 'step' | 'inputs' | 'steps'>,
    options: CompileOptions = {},
  ): Promise<{ outputs: Tensors; seconds: number }> {
    if (this.#member) {
      const result = await this.#member.run({
        key,
        step,
        inputs,
        steps,
        precision: options.precision,
        prepare: () => this.#pullOwn(),
        timeAlone: () => this.#timeAlone(key, step, inputs, options),
      });
      if (result) {
        this.#isGraphStale = true;
        return result;
      }
    }
    const began = performance.now();
    const outputs = this.run(key, step, inputs, options);
    return { outputs, seconds: (performance.now() - began) / 1000 };
  }

  /** Runs a step in the own graph, whose values are stale while the group trains, and drops what it gives. */
  #timeAlone(
    key: string,
    step: StepFunction,
    inputs: Tensors,
    options: CompileOptions,
  ): number | null {
    if (!this.#program || !this.#compile(this.#program, key, step, inputs, options)) return null;
    const began = performance.now();
    const outputs = this.#program.run(key, inputs);
    for (const output of Object.values(outputs)) output.dataSync();
    const seconds = (performance.now() - began) / 1000;
    tf.dispose(outputs as Record<string, Tensor>);
    return seconds;
  }

  /** Copies the values from the graph into the variables, where the graph is ahead. */
  pullVariables(): void {
    this.#member?.pullVariables();
    this.#pullOwn();
  }

  #pullOwn(): void {
    if (!this.#isGraphAhead) return;
    this.#program?.pullVariables();
    this.#isGraphAhead = false;
    this.#member?.noteAssigned();
  }

  /** The values of the last joint step, for a step that runs alone. */
  #takeFromGroup(): void {
    if (!this.#isGraphStale) return;
    this.#member?.pullVariables();
    this.#program?.pushVariables();
    this.#isGraphStale = false;
  }

  /** Copies the values of the variables into the graph. */
  pushVariables(): void {
    this.#member?.noteAssigned();
    this.#program?.pushVariables();
    this.#isGraphAhead = false;
  }

  /** Sentences on why steps run op by op; each is returned once. */
  takeMessages(): string[] {
    return this.#messages.splice(0);
  }

  dispose(): void {
    this.#member?.leave();
    this.#program?.dispose();
  }

  #compile(
    program: CompiledProgram,
    key: string,
    step: StepFunction,
    inputs: Tensors,
    options: CompileOptions,
  ): boolean {
    if (program.has(key)) return true;
    if (this.#uncompiled.has(key) || this.#variants >= mostVariants) return false;
    try {
      program.add(key, step, inputs, options);
      this.#variants += 1;
      return true;
    } catch (error) {
      // Any other error is one of the program: to run op by op would hide it behind a slow run.
      if (!(error instanceof TraceError)) throw error;
      const reason = error.message;
      if (![...this.#uncompiled.values()].includes(reason))
        this.#messages.push(`This step runs op by op, not compiled: ${reason}`);
      this.#uncompiled.set(key, reason);
      return false;
    }
  }
}

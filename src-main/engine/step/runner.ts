import { messageOf } from '#spec/errors';
import {
  CompiledProgram,
  type GroupedVariable,
  type StepFunction,
  type Tensors,
} from '#tensorflow/graph/compiled-program';
import { tf, type Tensor } from '#tensorflow/backend/tf';

interface RunnerOptions {
  /** Everything a step may read or change. */
  variables: readonly GroupedVariable[];
  /** By group of variables, where it computes: compiled steps alone can be placed. */
  devices?: readonly (string | null)[];
  /** False: every step runs op by op. */
  compiled: boolean;
}

/** Steps that differ in shape are compiled one by one; past this many they run op by op. */
const mostVariants = 64;

/**
 * Runs step functions as compiled graphs where TensorFlow is the backend, else op by op. While steps run
 * compiled the variables' values are in the graph: call `read()` before they are looked at from outside,
 * and `write()` after they were changed there.
 */
export class StepRunner {
  readonly #program: CompiledProgram | null;
  readonly #refused = new Map<string, string>();
  #variants = 0;
  #isAhead = false;
  /** Sentences on why something runs op by op, not yet told. */
  readonly #untold: string[] = [];

  constructor({ variables, devices = [], compiled }: RunnerOptions) {
    const onMessage = (sentence: string): void => void this.#untold.push(sentence);
    this.#program =
      compiled && CompiledProgram.isPossible()
        ? new CompiledProgram({ variables, devices, onMessage })
        : null;
    if (!this.#program && devices.some((device) => device !== null))
      onMessage(
        'Modules compute on devices of their own in compiled steps alone; these run op by op.',
      );
  }

  /** Whether steps are compiled, as far as they can be. */
  get compiles(): boolean {
    return this.#program !== null;
  }

  /**
   * Runs `step`, a function of its inputs and the variables alone, always the same one for a key. New
   * tensors come back, the caller's to dispose; the inputs stay the caller's. `parts`: how many parts of the step
   * need not wait for each other.
   */
  run(key: string, step: StepFunction, inputs: Tensors, parts = 1): Tensors {
    if (this.#program && this.#compile(this.#program, key, step, inputs, parts)) {
      this.#isAhead = true;
      return this.#program.run(key, inputs);
    }
    this.pullVariables();
    const outputs = tf.tidy(() => step(inputs) as Record<string, Tensor>);
    // What ran op by op is known to the variables alone.
    this.pushVariables();
    return outputs;
  }

  /** Brings the variables up to date. */
  pullVariables(): void {
    if (!this.#isAhead) return;
    this.#program?.pullVariables();
    this.#isAhead = false;
  }

  /** Takes over the variables' values as they are now. */
  pushVariables(): void {
    this.#program?.pushVariables();
    this.#isAhead = false;
  }

  /** Why steps run op by op, each reason once. */
  takeMessages(): string[] {
    return this.#untold.splice(0);
  }

  dispose(): void {
    this.#program?.dispose();
  }

  #compile(
    program: CompiledProgram,
    key: string,
    step: StepFunction,
    inputs: Tensors,
    parts: number,
  ): boolean {
    if (program.has(key)) return true;
    if (this.#refused.has(key) || this.#variants >= mostVariants) return false;
    try {
      program.add(key, step, inputs, parts);
      this.#variants += 1;
      return true;
    } catch (error) {
      const reason = messageOf(error);
      if (![...this.#refused.values()].includes(reason))
        this.#untold.push(`This step runs op by op, not compiled: ${reason}`);
      this.#refused.set(key, reason);
      return false;
    }
  }
}

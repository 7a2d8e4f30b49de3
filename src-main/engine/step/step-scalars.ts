import type { EdgeId } from '#spec/model';
import type { Method } from '#spec/training';
import { tf, type Tensor, type Tensor1D } from '#tensorflow/backend/tf';
import type { Interface, Network } from '../model/network';
import type { Optimizer } from '../optimizers/optimizer';

interface Section {
  offset: number;
  length: number;
}

/**
 * The numbers that differ from step to step (learning rates, warm-ups), laid out in one vector, so that they
 * are a single input of the compiled step. One place says where each of them lies, for whoever writes the
 * vector and for whoever reads it.
 */
export class StepScalars {
  readonly #sections = new Map<string, Section>();
  readonly #interfaces: readonly Interface[];
  readonly #optimizers: readonly Optimizer[];
  #size = 0;

  /** `optimizers`: those that update in the step, by id. */
  constructor(network: Network, method: Method, optimizers: ReadonlyMap<string, Optimizer>) {
    this.#interfaces = method === 'dni' ? [...network.interfaces.values()] : [];
    this.#optimizers = [...optimizers.values()];
    for (const { edge } of this.#interfaces) this.#add(warmupKey(edge), 1);
    for (const [index, { scalarCount }] of this.#optimizers.entries())
      this.#add(optimizerKey(index), scalarCount);
  }

  /**
   * The vector for step `step` of the run, for the updates that the optimizers have counted last. `starts`: the step at
   * which a synthesizer was new, by edge, where that is not 0.
   */
  write(step: number, starts: ReadonlyMap<EdgeId, number> = new Map()): Tensor1D {
    return tf.tensor1d([
      ...this.#interfaces.map(({ edge, spec }) =>
        step - (starts.get(edge) ?? 0) < spec.warmup ? 0 : 1,
      ),
      ...this.#optimizers.flatMap((optimizer) => optimizer.scalars(step)),
      // A tensor must not be empty.
      0,
    ]);
  }

  /** 0 while the synthesizer of an interface warms up, else 1: a scalar. */
  warmupOf({ edge }: Pick<Interface, 'edge'>, vector: Tensor): Tensor {
    const section = this.#sections.get(warmupKey(edge));
    if (!section) return tf.scalar(1);
    return tf.reshape(tf.slice(vector, [section.offset], [1]), []);
  }

  /** The scalars of the optimizers, in the order in which the constructor got them. */
  ratesOf(vector: Tensor): Tensor[] {
    return this.#optimizers.map((_, index) => {
      const { offset, length } = this.#sections.get(optimizerKey(index)) ?? {
        offset: 0,
        length: 0,
      };
      return tf.slice(vector, [offset], [length]);
    });
  }

  #add(key: string, length: number): void {
    this.#sections.set(key, { offset: this.#size, length });
    this.#size += length;
  }
}

const warmupKey = (edge: string): string => `warmup ${edge}`;
const optimizerKey = (index: number): string => `optimizer ${index}`;

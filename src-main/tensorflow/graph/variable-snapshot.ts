import { copyTensor, type NodeBackend } from '../backend/node-backend';
import { tf, type Tensor, type Variable } from '../backend/tf';

/** What every registered variable holds before a step is traced, to find and undo what the step changes. */
export class VariableSnapshot {
  readonly #captured: ReadonlySet<Variable>;
  readonly #values: ReadonlyMap<Variable, Tensor>;

  /** `captured` are the variables that the step may assign. Dispose the snapshot with `restore()`. */
  constructor(captured: readonly Variable[]) {
    this.#captured = new Set(captured);
    this.#values = new Map(
      [...new Set([...captured, ...registeredVariables()])].map((variable) => [
        variable,
        tf.keep(tf.clone(variable)),
      ]),
    );
  }

  /** Variables that exist besides the captured ones. */
  uncaptured(): Variable[] {
    return registeredVariables().filter((variable) => !this.#captured.has(variable));
  }

  /** Why the step cannot be compiled: it made a variable, or assigned one that is not captured. Else null. */
  unsupportedReason(): string | null {
    const [created] = this.#created();
    if (created) return `it makes a variable, '${created.name}'`;
    for (const [variable, { dataId }] of this.#values)
      if (!this.#captured.has(variable) && variable.dataId !== dataId)
        return `it assigns the variable '${variable.name}', which is not its own`;
    return null;
  }

  /** Gives every variable its value back and disposes variables that were made since. */
  restore(): void {
    for (const variable of this.#created()) variable.dispose();
    for (const [variable, value] of this.#values) {
      if (!variable.isDisposed && variable.dataId !== value.dataId) variable.assign(value);
      value.dispose();
    }
  }

  #created(): Variable[] {
    return registeredVariables().filter((variable) => !this.#values.has(variable));
  }
}

/**
 * Gives a variable a tensor that nothing else holds. Before, two variables may share one, or a variable may
 * share it with an input; a trace tells tensors apart by their ids.
 */
export function ensureOwnBuffer(backend: NodeBackend, variable: Variable): void {
  const copy = copyTensor(backend, backend.binding, variable);
  variable.assign(copy);
  copy.dispose();
}

function registeredVariables(): Variable[] {
  return Object.values(tf.engine().registeredVariables);
}

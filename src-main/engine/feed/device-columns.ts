import { numbersAnExample, type Split } from '#data/dataset';
import { DeviceByteTable } from '#tensorflow/ops/byte-table';
import type { Tensor, Tensor1D } from '#tensorflow/backend/tf';
import { tf } from '#tensorflow/backend/tf';

/** Bytes of a column up to which it is kept where the steps compute. */
const mostBytes = 2 ** 29;

/**
 * Columns of bytes of a set of examples, kept where the steps compute, so that a batch is a list of numbers.
 * Owns its tensors.
 */
export class DeviceColumns {
  readonly #tables = new Map<string, { table: DeviceByteTable; shape: readonly number[] }>();

  /** Takes what it can of a split; nothing where TensorFlow is not the backend. */
  constructor({ columns }: Split) {
    for (const [field, column] of Object.entries(columns)) {
      if (column.kind !== 'values' || !(column.data instanceof Uint8Array)) continue;
      if (column.data.length > mostBytes) continue;
      const table = DeviceByteTable.of(column.data, numbersAnExample(column));
      if (table) this.#tables.set(field, { table, shape: column.shape });
    }
  }

  has(field: string): boolean {
    return this.#tables.has(field);
  }

  /** Stored numbers of a field, of the given examples (int32 `[m]`): `[m, ...shape]`. */
  gather(field: string, examples: Tensor1D): Tensor {
    const found = this.#tables.get(field);
    if (!found) throw new Error(`there is no table of '${field}'`);
    return tf.reshape(found.table.gather(examples), [examples.shape[0], ...found.shape]);
  }

  dispose(): void {
    for (const { table } of this.#tables.values()) table.dispose();
  }
}

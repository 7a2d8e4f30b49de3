import { exampleSize, type Split } from '#data/dataset';
import { tf, type Tensor, type Tensor1D } from '#tensorflow/backend/tf';
import { DeviceByteTable } from '#tensorflow/ops/byte-table';

/** The largest column that is kept on the device, in bytes. */
const mostBytes = 2 ** 29;

/**
 * Columns of bytes (images) of a set of examples, kept on the device that computes the steps, so that uploading a
 * batch is uploading the row numbers of its examples. Owns its tensors: `dispose()` frees them.
 */
export class DeviceColumns {
  readonly #tables = new Map<string, { table: DeviceByteTable; shape: readonly number[] }>();

  /** Uploads the columns of a split that fit; none where TensorFlow is not the backend. */
  constructor({ columns }: Split) {
    for (const [field, column] of Object.entries(columns)) {
      if (column.kind !== 'values' || !(column.data instanceof Uint8Array)) continue;
      if (column.data.length > mostBytes) continue;
      const table = DeviceByteTable.create(column.data, exampleSize(column));
      if (table) this.#tables.set(field, { table, shape: column.shape });
    }
  }

  has(field: string): boolean {
    return this.#tables.has(field);
  }

  /**
   * The values of a field before scaling, of the examples with these row numbers (int32 `[m]`): `[m, ...shape]`.
   * The caller's to dispose of. Throws a plain Error for a field that is not on the device.
   */
  gather(field: string, examples: Tensor1D): Tensor {
    const column = this.#tables.get(field);
    if (!column) throw new Error(`the field '${field}' is not on the device`);
    return tf.reshape(column.table.gather(examples), [examples.shape[0], ...column.shape]);
  }

  dispose(): void {
    for (const { table } of this.#tables.values()) table.dispose();
  }
}

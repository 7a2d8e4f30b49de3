import { executeOp, nodeBackend, type NodeBackend } from '../backend/node-backend';
import { tf, type Tensor, type Tensor1D, type Tensor2D } from '../backend/tf';

/** TensorFlow's number of the data type uint8, which tfjs does not have. */
const UINT8 = 4;

/**
 * A matrix of bytes on the device, from which a step gathers rows by index: only the indices are copied to
 * the device in a step. Four bytes are stored in the bits of one float32, whose value is never used: that
 * takes a quarter of the memory of floats. (On a GPU, TensorFlow keeps int32 tensors in the memory of the
 * host and would copy the whole table in every step.)
 */
export class DeviceByteTable {
  readonly #backend: NodeBackend;
  readonly #words: Tensor2D;
  readonly #width: number;

  private constructor(backend: NodeBackend, words: Tensor2D, width: number) {
    this.#backend = backend;
    this.#words = words;
    this.#width = width;
  }

  /**
   * A table of `bytes` in rows of `width`; the caller disposes it. Null if TensorFlow is not the current
   * backend, or if rows are not aligned to four bytes.
   */
  static create(bytes: Uint8Array, width: number): DeviceByteTable | null {
    const backend = nodeBackend();
    if (!backend || width % 4 !== 0 || bytes.byteOffset % 4 !== 0) return null;
    const words = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const shape: [number, number] = [bytes.length / width, width / 4];
    return new DeviceByteTable(backend, tf.tensor2d(words, shape), width);
  }

  /** The rows at `indices` (int32 `[m]`) as float32 `[m, width]`, each byte a number from 0 to 255. */
  gather(indices: Tensor1D): Tensor2D {
    return tf.tidy(() => {
      const [words] = executeOp(
        this.#backend,
        'GatherV2',
        [this.#words, indices, tf.scalar(0, 'int32')],
        {
          types: { Tparams: 'float32', Tindices: 'int32', Taxis: 'int32' },
          ints: { batch_dims: 0 },
        },
      );
      const [bytes] = executeOp(this.#backend, 'Bitcast', [words as Tensor], {
        types: { T: 'float32', type: UINT8 },
      });
      const [floats] = executeOp(this.#backend, 'Cast', [bytes as Tensor], {
        types: { SrcT: UINT8, DstT: 'float32' },
        bools: { Truncate: false },
      });
      return tf.reshape(floats as Tensor, [indices.shape[0], this.#width]);
    });
  }

  dispose(): void {
    this.#words.dispose();
  }
}

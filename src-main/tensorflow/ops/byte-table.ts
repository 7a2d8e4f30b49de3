import { executeOp, nodeBackend, type NodeBackend } from '../backend/node-backend';
import { tf, type Tensor, type Tensor1D, type Tensor2D } from '../backend/tf';

/** TensorFlow's number of the type of bytes, which tfjs does not know. */
const UINT8 = 4;

/**
 * Rows of bytes where steps compute, taken by number within a step: nothing but the numbers crosses over. They
 * lie there four to a float32, whose value nobody reads, a quarter of what they take as floats. (As int32 they
 * would be kept with the host on a GPU, and the whole table would cross over in every step.)
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

  /** Null where TensorFlow is not the backend, or where rows are no multiple of four bytes. */
  static of(bytes: Uint8Array, width: number): DeviceByteTable | null {
    const backend = nodeBackend();
    if (!backend || width % 4 !== 0 || bytes.byteOffset % 4 !== 0) return null;
    const words = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    return new DeviceByteTable(
      backend,
      tf.tensor2d(words, [bytes.length / width, width / 4]),
      width,
    );
  }

  /** The rows `numbers` `[m]`, int32, as floats `[m, width]`. */
  gather(numbers: Tensor1D): Tensor2D {
    return tf.tidy(() => {
      const [words] = executeOp(
        this.#backend,
        'GatherV2',
        [this.#words, numbers, tf.scalar(0, 'int32')],
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
      return tf.reshape(floats as Tensor, [numbers.shape[0], this.#width]);
    });
  }

  dispose(): void {
    this.#words.dispose();
  }
}

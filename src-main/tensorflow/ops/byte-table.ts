import { executeOp, nodeBackend, type NodeBackend } from '../backend/node-backend';
import { tf, type Tensor, type Tensor1D, type Tensor2D } from '../backend/tf';

/** TensorFlow's number of the data type uint8, which tfjs does not have. */
const UINT8 = 4;

/**
 * Bytes in rows of `width` on the device, `[rows, width / 4]`: four in the bits of one float32, whose value is never used.
 * That takes a quarter of the memory of floats, and of the time to upload them. (On a GPU, TensorFlow keeps int32
 * tensors in the memory of the host and would copy them in every step.) The caller disposes it. Null if TensorFlow is
 * not the current backend, or if rows are not aligned to four bytes.
 */
export function uploadBytes(bytes: Uint8Array, width: number): Tensor2D | null {
  if (!nodeBackend() || width % 4 !== 0 || bytes.byteOffset % 4 !== 0) return null;
  const words = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return tf.tensor2d(words, [bytes.length / width, width / 4]);
}

/** The bytes that `uploadBytes` has packed, as float32 `[rows, width]`: numbers from 0 to 255. */
export function unpackBytes(words: Tensor): Tensor2D {
  const backend = requireBackend();
  const [rows = 0, wordsPerRow = 0] = words.shape;
  return tf.tidy(() => {
    const [bytes] = executeOp(backend, 'Bitcast', [words], {
      types: { T: 'float32', type: UINT8 },
    });
    const [floats] = executeOp(backend, 'Cast', [bytes as Tensor], {
      types: { SrcT: UINT8, DstT: 'float32' },
      bools: { Truncate: false },
    });
    return tf.reshape(floats as Tensor, [rows, 4 * wordsPerRow]);
  });
}

/** A matrix of bytes on the device, from which a step gathers rows by index: only the indices are copied in a step. */
export class DeviceByteTable {
  readonly #words: Tensor2D;

  private constructor(words: Tensor2D) {
    this.#words = words;
  }

  /** A table of `bytes` in rows of `width`; the caller disposes it. Null where `uploadBytes` gives null. */
  static create(bytes: Uint8Array, width: number): DeviceByteTable | null {
    const words = uploadBytes(bytes, width);
    // tfjs uploads values where they are first used, and a step that is traced takes what is uploaded in it for a constant
    // of its own, which it copies.
    if (words) requireBackend().getInputTensorIds([words]);
    return words && new DeviceByteTable(words);
  }

  /** The rows at `indices` (int32 `[m]`) as float32 `[m, width]`, each byte a number from 0 to 255. */
  gather(indices: Tensor1D): Tensor2D {
    return tf.tidy(() => {
      const [words] = executeOp(
        requireBackend(),
        'GatherV2',
        [this.#words, indices, tf.scalar(0, 'int32')],
        {
          types: { Tparams: 'float32', Tindices: 'int32', Taxis: 'int32' },
          ints: { batch_dims: 0 },
        },
      );
      return unpackBytes(words as Tensor);
    });
  }

  dispose(): void {
    this.#words.dispose();
  }
}

function requireBackend(): NodeBackend {
  const backend = nodeBackend();
  if (!backend) throw new Error('bytes were uploaded to another backend than TensorFlow');
  return backend;
}

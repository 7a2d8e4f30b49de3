/** Rows of a matrix by index, with a gradient, in ops that can be part of a compiled step. */
import { customGradient } from './custom-gradient';
import { executeOp, nodeBackend } from '../backend/node-backend';
import { tf, type Tensor, type Tensor1D, type Tensor2D } from '../backend/tf';

/**
 * Row `ids[i]` of `table` (`[n, width]`) for each i: returns `[m, width]`. `ids` are int32 `[m]`, less than
 * n; a negative one gives a row of zeros without a gradient. (`tf.gather` reads its indices back to
 * JavaScript, which is not possible in a compiled step.)
 */
export function gatherRows(table: Tensor2D, ids: Tensor1D): Tensor2D {
  const backend = nodeBackend();
  const [rows] = table.shape;
  if (!backend) return tf.matMul(oneHotRows(ids, rows), table);
  return customGradient(
    [table],
    (save) => {
      save([ids]);
      const [gathered] = executeOp(
        backend,
        'GatherV2',
        [table, tf.maximum(ids, tf.scalar(0, 'int32')), tf.scalar(0, 'int32')],
        {
          types: { Tparams: table.dtype, Tindices: 'int32', Taxis: 'int32' },
          ints: { batch_dims: 0 },
        },
      );
      return tf.mul(gathered as Tensor, tf.expandDims(validRowMask(ids), 1));
    },
    // Adds up the gradients by row. The op ignores negative ids.
    (dy, [savedIds]) =>
      executeOp(backend, 'UnsortedSegmentSum', [dy, savedIds as Tensor, tf.scalar(rows, 'int32')], {
        types: { T: dy.dtype, Tindices: 'int32', Tnumsegments: 'int32' },
      }),
  ) as Tensor2D;
}

/** One-hot rows of `ids` (int32 `[m]`): returns float32 `[m, depth]`. A negative id gives a row of zeros. */
export function oneHotRows(ids: Tensor1D, depth: number): Tensor2D {
  return tf.oneHot(ids, depth, 1, 0, 'float32') as Tensor2D;
}

/** float32 `[m]`: 1 where an id (int32 `[m]`) is not negative, else 0. */
export function validRowMask(ids: Tensor1D): Tensor1D {
  return tf.cast(tf.greaterEqual(ids, tf.scalar(0, 'int32')), 'float32');
}

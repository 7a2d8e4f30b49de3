/** Rows of a table by number, with a gradient, in ops that a compiled step can hold. */
import { customGradient } from './custom-gradient';
import { executeOp, nodeBackend } from '../backend/node-backend';
import { tf, type Tensor, type Tensor1D, type Tensor2D } from '../backend/tf';

/**
 * Row `ids[i]` of `table` `[n, width]` for each `i`: `[m, width]`. `ids` are int32 `[m]`, below n; a
 * negative one gives a row of zeros, through which no gradient flows. (`tf.gather` reads the ids back to
 * JavaScript, which no compiled step can.)
 */
export function gatherRows(table: Tensor2D, ids: Tensor1D): Tensor2D {
  const backend = nodeBackend();
  const [rows] = table.shape;
  if (!backend) return tf.matMul(oneHotRows(ids, rows), table);
  return customGradient(
    [table],
    (save) => {
      save([ids]);
      const [taken] = executeOp(
        backend,
        'GatherV2',
        [table, tf.maximum(ids, tf.scalar(0, 'int32')), tf.scalar(0, 'int32')],
        {
          types: { Tparams: table.dtype, Tindices: 'int32', Taxis: 'int32' },
          ints: { batch_dims: 0 },
        },
      );
      return tf.mul(taken as Tensor, tf.expandDims(isValidRow(ids), 1));
    },
    // Sums by number; it leaves out negative ones by itself.
    (dy, [numbers]) =>
      executeOp(backend, 'UnsortedSegmentSum', [dy, numbers as Tensor, tf.scalar(rows, 'int32')], {
        types: { T: dy.dtype, Tindices: 'int32', Tnumsegments: 'int32' },
      }),
  ) as Tensor2D;
}

/** `[m, depth]` of int32 `ids` `[m]`: 1 at each one's number, a row of zeros for a negative one. */
export function oneHotRows(ids: Tensor1D, depth: number): Tensor2D {
  return tf.oneHot(ids, depth, 1, 0, 'float32') as Tensor2D;
}

/** `[m]`: 1 where an id is not negative, else 0. */
export function isValidRow(ids: Tensor1D): Tensor1D {
  return tf.cast(tf.greaterEqual(ids, tf.scalar(0, 'int32')), 'float32');
}

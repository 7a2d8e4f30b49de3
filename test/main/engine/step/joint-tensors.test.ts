import { describe, expect, it } from 'vitest';
import { stackInputs, takeApart } from '#engine/step/joint-tensors';
import { tf } from '#tensorflow/backend/tf';
import { onPlainCpu } from '../helpers';

describe('tensors of several copies', () => {
  onPlainCpu();

  it('are those of the copies below each other, and are taken apart again', () => {
    const inputs = [
      { x: tf.tensor2d([[1, 2]]), seed: tf.scalar(7, 'int32') },
      { x: tf.tensor2d([[3, 4]]), seed: tf.scalar(8, 'int32') },
    ];
    const stacked = stackInputs(inputs);
    expect(stacked['x']?.arraySync()).toEqual([[[1, 2]], [[3, 4]]]);
    expect(stacked['seed']?.arraySync()).toEqual([7, 8]);
    const apart = takeApart(stacked, 2);
    expect(apart.map(({ x, seed }) => [x?.arraySync(), seed?.arraySync(), seed?.dtype])).toEqual([
      [[[1, 2]], 7, 'int32'],
      [[[3, 4]], 8, 'int32'],
    ]);
    expect(stacked['x']?.isDisposed).toBe(true);
    tf.dispose([...inputs, ...apart]);
  });
});

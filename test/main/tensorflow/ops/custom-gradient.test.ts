import { expect, it } from 'vitest';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { customGradient } from '#tensorflow/ops/custom-gradient';
import { onPlainCpu, valuesOf } from '../../engine/helpers';

onPlainCpu();

it('computes the value and replaces the gradient, one for each input', () => {
  tf.tidy(() => {
    // x · y, with gradients that are not those of the product.
    const f = (x: Tensor, y: Tensor): Tensor =>
      customGradient(
        [x, y],
        () => tf.mul(x, y),
        (dy) => [tf.mul(dy, 100), tf.mul(dy, 1000)],
      );
    const [x, y] = [tf.tensor1d([2, 3]), tf.tensor1d([5, 7])];
    expect(valuesOf(f(x, y))).toEqual([10, 21]);
    const gradients = tf.grads((one, other) =>
      tf.sum(tf.mul(f(one as Tensor, other as Tensor), tf.tensor1d([1, 2]))),
    )([x, y]);
    expect(gradients.map(valuesOf)).toEqual([
      [100, 200],
      [1000, 2000],
    ]);
  });
});

it('hands saved tensors to the backward pass and disposes the others', () => {
  tf.tidy(() => {
    const made: Tensor[] = [];
    const f = (x: Tensor): Tensor =>
      customGradient(
        [x],
        (save) => {
          made.push(tf.mul(x, 3), tf.mul(x, 5), tf.mul(x, 7));
          const [first, , third] = made as [Tensor, Tensor, Tensor];
          save([third, first]);
          return tf.add(x, 1);
        },
        (dy, saved) => {
          expect(saved.map(valuesOf)).toEqual([[14], [6]]);
          expect(made[1]?.isDisposed).toBe(true);
          return [tf.mul(dy, saved[0] as Tensor)];
        },
      );
    expect(valuesOf(tf.grad(f)(tf.tensor1d([2])))).toEqual([14]);
  });
});

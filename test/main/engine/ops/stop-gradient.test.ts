import { describe, expect, it } from 'vitest';
import {
  hookGradient,
  injectGradient,
  interceptGradient,
  stopGradient,
  withFrozenParameters,
} from '#engine/ops/stop-gradient';
import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';

/** The gradients of the sum of `f()` in the tensors; null where no gradient arrives. */
function gradientsOf(f: () => Tensor, variables: Tensor[]): (number[] | null)[] {
  const { grads } = tf.engine().gradients(() => tf.sum(f()) as Scalar, variables, undefined, true);
  return variables.map((_, index) => (grads[index] ? valuesOf(grads[index]) : null));
}

describe('gradients that are stopped, intercepted, hooked or injected', () => {
  onPlainCpu();

  it('stopGradient makes its result a constant', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([3, -2]);
      // x² beside 2 · the constant x: 2x + x instead of 2x + 2x.
      const f = (): Tensor =>
        tf.add(
          tf.square(x),
          tf.mul(
            x,
            stopGradient(() => tf.clone(x)),
          ),
        );
      expect(valuesOf(f())).toEqual([18, 8]);
      expect(gradientsOf(f, [x])).toEqual([[9, -6]]);
      expect(gradientsOf(() => stopGradient(() => tf.square(x)), [x])).toEqual([null]);
    });
  });

  it('interceptGradient calls back with the gradient instead of passing it on', () => {
    tf.tidy(() => {
      const [x, anchor] = [tf.tensor1d([3, -2]), tf.scalar(7)];
      const arrived: number[][] = [];
      const f = (): Tensor => {
        const cut = interceptGradient(x, anchor, (gradient) => arrived.push(valuesOf(gradient)));
        expect(valuesOf(cut)).toEqual([3, -2]);
        return tf.mul(tf.square(cut), 5);
      };
      expect(gradientsOf(f, [x, anchor])).toEqual([null, [0]]);
      expect(arrived).toEqual([[30, -20]]);
    });
  });

  it('interceptGradient does not call back where its result does not reach the loss', () => {
    tf.tidy(() => {
      const [x, anchor] = [tf.scalar(1), tf.scalar(0)];
      const f = (): Tensor => {
        interceptGradient(x, anchor, () => expect.unreachable());
        return tf.mul(x, 4);
      };
      expect(gradientsOf(f, [x, anchor])[0]).toEqual([4]);
    });
  });

  it('hookGradient calls back once with the sum over all readers, and passes the gradient on', () => {
    tf.tidy(() => {
      const [x, anchor] = [tf.tensor1d([3, -2]), tf.scalar(7)];
      const arrived: number[][] = [];
      const f = (): Tensor => {
        const hooked = hookGradient(x, anchor, (gradient) => arrived.push(valuesOf(gradient)));
        return tf.add(tf.square(hooked), tf.mul(hooked, 10));
      };
      expect(gradientsOf(f, [x, anchor])).toEqual([[16, 6], [0]]);
      expect(arrived).toEqual([[16, 6]]);
      // Also on the way to a message that nothing is differentiated by.
      arrived.length = 0;
      gradientsOf(f, [anchor]);
      expect(arrived).toEqual([[16, 6]]);
    });
  });

  it('injectGradient has the value 0 and the given gradient, computed only in the backward pass', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([3, -2]);
      let isForward = true;
      const slope = (): Tensor => (isForward ? expect.unreachable() : tf.tensor1d([0.5, 4]));
      const f = (): Tensor => {
        const term = injectGradient(x, slope);
        expect(valuesOf(term)).toEqual([0]);
        isForward = false;
        return tf.add(tf.mul(term, 2), tf.sum(x));
      };
      expect(gradientsOf(f, [x])).toEqual([[2, 9]]);
    });
  });

  it('withFrozenParameters has the value 0 and its gradient in the input alone', () => {
    tf.tidy(() => {
      const [weight, below] = [tf.tensor1d([2, 5]), tf.tensor1d([3, -2])];
      const f = (): Tensor => {
        const x = tf.mul(below, 10);
        // The same product on the plain tape: the weight gets the gradient of this one alone.
        const term = withFrozenParameters(x, (input) => tf.sum(tf.square(tf.mul(input, weight))));
        expect(valuesOf(term)).toEqual([0]);
        return tf.add(tf.mul(term, 3), tf.sum(tf.mul(x, weight)));
      };
      // In x: 3 · 2 · weight² · x, and the weight of the product.
      expect(gradientsOf(f, [below, weight])).toEqual([
        [10 * (3 * 2 * 4 * 30 + 2), 10 * (3 * 2 * 25 * -20 + 5)],
        [30, -20],
      ]);
      expect(
        gradientsOf(
          () => withFrozenParameters(tf.mul(below, 1), () => tf.sum(weight)),
          [below, weight],
        ),
      ).toEqual([null, null]);
    });
  });
});

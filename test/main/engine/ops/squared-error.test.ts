import { describe, expect, it } from 'vitest';
import {
  deferredSquaredError,
  meanSquaredError,
  summedSquaredError,
  WindowError,
} from '#engine/ops/squared-error';
import { interceptGradient } from '#engine/ops/stop-gradient';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf } from '../helpers';

/** Rows that are (1, 2) and (0, 3) apart. */
const a = (): Tensor => tf.tensor2d([1, 2, 3, 4], [2, 2]);
const b = (): Tensor => tf.tensor2d([0, 0, 3, 1], [2, 2]);

describe('squared error', () => {
  onPlainCpu();

  it('is the sum or the mean over the rows of squared distances', () => {
    tf.tidy(() => {
      expectClose(valuesOf(summedSquaredError(a(), b())), [5 + 9]);
      expectClose(valuesOf(meanSquaredError(a(), b())), [(5 + 9) / 2]);
      const maps = [a(), b()].map((x) => tf.reshape(x, [2, 1, 2, 1])) as [Tensor, Tensor];
      expectClose(valuesOf(meanSquaredError(...maps)), [7]);
    });
  });

  it('counts a masked row as exact, but still divides by all rows', () => {
    tf.tidy(() => {
      expectClose(valuesOf(summedSquaredError(a(), b(), tf.tensor1d([1, 0]))), [5]);
      expectClose(valuesOf(meanSquaredError(a(), b(), tf.tensor1d([1, 0]))), [5 / 2]);
      expectClose(valuesOf(meanSquaredError(a(), b(), tf.tensor1d([0, 1]))), [9 / 2]);
    });
  });

  it.each([
    [null, [1, 2, 0, 3]],
    [
      [0, 1],
      [0, 0, 0, 3],
    ],
  ])(
    'deferred, has no value but the same gradient as the plain sum (mask %j)',
    (rows, expected) => {
      tf.tidy(() => {
        const mask = rows && tf.tensor1d(rows);
        const [guess, target] = [a(), b()];
        const gradientOf = (f: (x: Tensor) => Tensor): number[] =>
          valuesOf(tf.grad((x) => tf.mul(f(x), 3) as Scalar)(guess));
        const deferred = (x: Tensor): Tensor => deferredSquaredError(x, () => target, mask);
        expect(valuesOf(deferred(guess))).toEqual([0]);
        // 3 · 2 · the distance
        const wanted = expected.map((value) => 6 * value);
        expectClose(gradientOf(deferred), wanted);
        expectClose(
          gradientOf((x) => summedSquaredError(x, target, mask)),
          wanted,
        );
      });
    },
  );

  it('deferred, takes a target that becomes known only during the backward pass', () => {
    tf.tidy(() => {
      let arrived: Tensor | null = null;
      const objective = (guess: Tensor, anchor: Tensor): Scalar => {
        const error = deferredSquaredError(guess, () => arrived);
        const cut = interceptGradient(a(), anchor, (gradient) => (arrived = tf.keep(gradient)));
        return tf.add(error, tf.sum(tf.square(cut))) as Scalar;
      };
      const [gradient] = tf.grads(objective)([b(), tf.scalar(0)]);
      // The target is 2a = (2, 4), (6, 8): twice b − 2a.
      expectClose(valuesOf(gradient), [-4, -8, -6, -14]);
      tf.dispose(arrived ?? []);
    });
  });

  it('of a window, is the mean over all rows, however many blocks they come in', () => {
    tf.tidy(() => {
      const apart = new WindowError();
      expect(apart.mean()).toBeNull();
      apart.add(tf.scalar(5), 1);
      apart.add(tf.scalar(9), 3);
      expectClose(valuesOf(apart.mean()), [14 / 4]);
      expectClose(valuesOf(apart.mean(0.5)), [14 / 8]);
      const together = new WindowError();
      together.add(tf.scalar(14), 4);
      expectClose(valuesOf(together.mean()), [14 / 4]);
    });
  });
});

it('deferred, throws where no target has arrived', async () => {
  // Not under the check for leaks: tfjs keeps what is on its tape when a gradient throws.
  await loadCpuBackend();
  tf.tidy(() => {
    const gradient = tf.grad((x) => deferredSquaredError(x, () => null));
    expect(() => gradient(a())).toThrow('no gradient arrived');
  });
});

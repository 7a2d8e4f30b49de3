import { describe, expect, it } from 'vitest';
import { ResetMask } from '#engine/unroll/reset-mask';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';

const rows = 2;

/**
 * A window of three ticks and the tick after it. Prime numbers stand in for the zeros and ones of a
 * real mask, so that a product names the ticks and the row it was made of.
 */
const primes = (): Tensor =>
  tf.tensor2d([
    [2, 11],
    [3, 13],
    [5, 17],
    [7, 19],
  ]);

describe('a window in which no sequence ever starts', () => {
  onPlainCpu();

  it('has no factor and leaves every message as it is', () => {
    tf.tidy(() => {
      const mask = new ResetMask(null, rows);
      expect(mask.between(0, 3)).toBe(null);
      const [message, messages] = [tf.ones([rows, 3]), tf.ones([2 * rows, 3])];
      expect(mask.apply(message, 0, 3)).toBe(message);
      expect(mask.applyAll(messages, [0, 1], [1, 2])).toBe(messages);
    });
  });
});

describe('the factor of a message', () => {
  onPlainCpu();

  it('is the row of the mask at the tick after the one it was sent at', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      const first = mask.between(0, 1);
      expect(first?.shape).toEqual([rows]);
      expect(valuesOf(first)).toEqual([2, 11]);
      expect(valuesOf(mask.between(1, 2))).toEqual([3, 13]);
      expect(valuesOf(mask.between(2, 3))).toEqual([5, 17]);
    });
  });

  it('is the product over all ticks after it was sent, up to and with the one it is read at', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      expect(valuesOf(mask.between(0, 2))).toEqual([6, 143]);
      expect(valuesOf(mask.between(0, 3))).toEqual([30, 2431]);
      expect(valuesOf(mask.between(1, 3))).toEqual([15, 221]);
      expect(mask.between(1, 3)?.shape).toEqual([rows]);
    });
  });

  it('reaches into the tick after the window', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      expect(valuesOf(mask.between(3, 4))).toEqual([7, 19]);
      expect(valuesOf(mask.between(1, 4))).toEqual([105, 4199]);
    });
  });

  it('is absent where the message is read at its own tick, or before', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      expect(mask.between(0, 0)).toBe(null);
      expect(mask.between(2, 2)).toBe(null);
      expect(mask.between(3, 1)).toBe(null);
    });
  });

  it('is computed once for each pair of ticks, those on the way to it too', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      const whole = mask.between(0, 3);
      const before = tf.memory().numTensors;
      expect(mask.between(0, 3)).toBe(whole);
      expect(valuesOf(mask.between(0, 2))).toEqual([6, 143]);
      expect(valuesOf(mask.between(0, 1))).toEqual([2, 11]);
      expect(tf.memory().numTensors).toBe(before);
      // From another tick on it is another product.
      expect(valuesOf(mask.between(1, 3))).toEqual([15, 221]);
      expect(valuesOf(mask.between(0, 3))).toEqual([30, 2431]);
    });
  });
});

describe('a message that is read later than it was sent', () => {
  onPlainCpu();

  it('has the rows zeroed whose sequence starts after it was sent, up to and with the tick read at', () => {
    tf.tidy(() => {
      // Row 0 starts a sequence at tick 2, row 1 after the window, row 2 at tick 1.
      const keep = tf.tensor2d([
        [1, 1, 0],
        [0, 1, 1],
        [1, 1, 1],
        [1, 0, 1],
      ]);
      const mask = new ResetMask(keep, 3);
      const message = tf.tensor2d([[4], [5], [6]]);
      const read = (sent: number, at: number): number[] => valuesOf(mask.apply(message, sent, at));
      expect(read(0, 1)).toEqual([4, 5, 0]);
      expect(read(0, 2)).toEqual([0, 5, 0]);
      expect(read(1, 2)).toEqual([0, 5, 6]);
      expect(read(1, 3)).toEqual([0, 5, 6]);
      expect(read(2, 3)).toEqual([4, 5, 6]);
      expect(read(2, 4)).toEqual([4, 0, 6]);
      expect(read(0, 4)).toEqual([0, 0, 0]);
    });
  });

  it('is multiplied row by row, whatever its further dimensions', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      const keep = (message: Tensor): [number[], number[]] => {
        const kept = mask.apply(message, 0, 1);
        return [kept.shape, valuesOf(kept)];
      };
      expect(keep(tf.tensor1d([1, 3]))).toEqual([[2], [2, 33]]);
      expect(
        keep(
          tf.tensor2d([
            [1, 2],
            [3, 4],
          ]),
        ),
      ).toEqual([
        [2, 2],
        [2, 4, 33, 44],
      ]);
      expect(keep(tf.tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 1, 2]))).toEqual([
        [2, 2, 1, 2],
        [2, 4, 6, 8, 55, 66, 77, 88],
      ]);
    });
  });

  it('stays the same tensor where it is read at its own tick, or before', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      const message = tf.ones([rows, 2]);
      expect(mask.apply(message, 2, 2)).toBe(message);
      expect(mask.apply(message, 2, 1)).toBe(message);
    });
  });
});

describe('messages of several ticks, one after the other', () => {
  onPlainCpu();

  it('are each multiplied by their own factor', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      const kept = mask.applyAll(
        tf.tensor2d([
          [1, -1],
          [2, -2],
          [1, 10],
          [2, 20],
        ]),
        [0, 1],
        [2, 2],
      );
      expect(kept.shape).toEqual([4, 2]);
      expect(valuesOf(kept)).toEqual([6, -6, 286, -286, 3, 30, 26, 260]);
    });
  });

  it('may have any further dimensions', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      const flat = mask.applyAll(tf.tensor1d([1, 1, 1, 2]), [1, 2], [2, 3]);
      expect([flat.shape, valuesOf(flat)]).toEqual([[4], [3, 13, 5, 34]]);
      const deep = mask.applyAll(tf.ones([4, 1, 2, 1]), [1, 2], [2, 3]);
      expect([deep.shape, valuesOf(deep)]).toEqual([
        [4, 1, 2, 1],
        [3, 3, 13, 13, 5, 5, 17, 17],
      ]);
    });
  });

  it('leaves those as they are that are read at their own tick', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      const kept = mask.applyAll(tf.tensor2d([[1], [2], [3], [4], [5], [6]]), [1, 1, 3], [1, 2, 3]);
      expect(valuesOf(kept)).toEqual([1, 2, 9, 52, 5, 6]);
    });
  });

  it('stay the same tensor where all are read at their own tick', () => {
    tf.tidy(() => {
      const mask = new ResetMask(primes(), rows);
      const messages = tf.ones([4, 1]);
      expect(mask.applyAll(messages, [1, 2], [1, 2])).toBe(messages);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { concatTicks, gatherTicks, TensorArray } from '#engine/unroll/tensor-array';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';

const rows = 2;

/** Of each tick t one number per row: `10t + 1` and `10t + 2`. */
const ofTicks = (ticks: readonly number[]): number[] =>
  ticks.flatMap((tick) => [10 * tick + 1, 10 * tick + 2]);

/** The messages of the ticks 1 to `count`, `[count · rows, 1]`. */
const wholeOf = (count: number): Tensor =>
  tf.tensor(ofTicks(Array.from({ length: count }, (_, index) => index + 1)), [count * rows, 1]);

/** The message of one tick, `[rows, 1]`. */
const messageOf = (tick: number): Tensor => tf.tensor(ofTicks([tick]), [rows, 1]);

/** How many tensors `run` makes: one per operation. */
function operationsOf(run: () => unknown): number {
  const before = tf.memory().numTensors;
  run();
  return tf.memory().numTensors - before;
}

describe('messages given as one tensor of all ticks', () => {
  onPlainCpu();

  it('counts its ticks from the rows of the tensor', () => {
    tf.tidy(() => {
      expect(new TensorArray(rows, wholeOf(3)).count).toBe(3);
      expect(new TensorArray(1, wholeOf(3)).count).toBe(6);
      expect(new TensorArray(rows, tf.zeros([4])).count).toBe(2);
    });
  });

  it('gives back that same tensor for all ticks', () => {
    tf.tidy(() => {
      const whole = wholeOf(3);
      const messages = new TensorArray(rows, whole);
      messages.at(2);
      expect(messages.concat()).toBe(whole);
    });
  });

  it('cuts out the message of each tick, each of them once', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows, wholeOf(3));
      const first = messages.at(1);
      expect(first.shape).toEqual([rows, 1]);
      expect(valuesOf(first)).toEqual([11, 12]);
      expect(valuesOf(messages.at(2))).toEqual([21, 22]);
      expect(valuesOf(messages.at(3))).toEqual([31, 32]);
      expect(messages.at(1)).toBe(first);
      expect(operationsOf(() => [messages.at(1), messages.at(2), messages.at(3)])).toBe(0);
    });
  });

  it('gives the message of its only tick without an operation', () => {
    tf.tidy(() => {
      const whole = wholeOf(1);
      expect(new TensorArray(rows, whole).at(1)).toBe(whole);
    });
  });

  it('gives the message of a tick as its only part', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows, wholeOf(2));
      const parts = messages.partsAt(2);
      expect(parts).toHaveLength(1);
      expect(parts[0]).toBe(messages.at(2));
      expect(valuesOf(parts[0])).toEqual([21, 22]);
    });
  });

  it('cuts messages of any shape', () => {
    tf.tidy(() => {
      // Two ticks of two rows of 2 × 2 numbers.
      const grid = new TensorArray(rows, tf.reshape(tf.range(0, 16), [4, 2, 2])).at(2);
      expect(grid.shape).toEqual([2, 2, 2]);
      expect(valuesOf(grid)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
      const labels = new TensorArray(rows, tf.tensor([5, 6, 7, 8], [4], 'int32')).at(2);
      expect([labels.shape, labels.dtype, valuesOf(labels)]).toEqual([[2], 'int32', [7, 8]]);
    });
  });
});

describe('messages given tick by tick', () => {
  onPlainCpu();

  it('starts empty and counts what is added', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows);
      expect(messages.count).toBe(0);
      messages.push(messageOf(1));
      expect(messages.count).toBe(1);
      messages.pushParts([messageOf(2)]);
      expect(messages.count).toBe(2);
    });
  });

  it('gives back the same tensor at its tick, and as the only part there', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows);
      const [first, second] = [messageOf(1), messageOf(2)];
      messages.push(first);
      messages.push(second);
      expect(messages.at(1)).toBe(first);
      expect(messages.at(2)).toBe(second);
      expect(messages.partsAt(2)).toEqual([second]);
      expect(messages.partsAt(2)[0]).toBe(second);
    });
  });

  it('joins all ticks in their order, once', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows);
      for (const tick of [1, 2, 3]) messages.push(messageOf(tick));
      const all = messages.concat();
      expect(all.shape).toEqual([6, 1]);
      expect(valuesOf(all)).toEqual([11, 12, 21, 22, 31, 32]);
      expect(messages.concat()).toBe(all);
    });
  });

  it('takes the message of its only tick for all of them, without an operation', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows);
      const only = messageOf(1);
      messages.push(only);
      expect(messages.concat()).toBe(only);
    });
  });

  it('has no message at a tick to which none was added, and none of all ticks when empty', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows);
      expect(() => messages.concat()).toThrow('join');
      messages.push(messageOf(1));
      expect(() => messages.at(2)).toThrow('tick 2');
      expect(() => messages.partsAt(3)).toThrow('tick 3');
      expect(() => messages.at(0)).toThrow('tick 0');
    });
  });
});

describe('messages given in parts', () => {
  onPlainCpu();

  const h = (tick: number): Tensor => tf.tensor([tick, tick + 0.5], [rows, 1]);
  const c = (tick: number): Tensor =>
    tf.tensor([-tick, 10 * tick, -tick - 0.5, 10 * tick + 5], [rows, 2]);

  it('gives back the same parts without an operation', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows);
      const parts = [h(1), c(1)];
      messages.pushParts(parts);
      messages.at(1);
      const found = messages.partsAt(1);
      expect(found).toHaveLength(2);
      expect(found[0]).toBe(parts[0]);
      expect(found[1]).toBe(parts[1]);
    });
  });

  it('joins the parts of a tick side by side, once', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows);
      messages.pushParts([h(1), c(1)]);
      messages.pushParts([h(2), c(2)]);
      const second = messages.at(2);
      expect(second.shape).toEqual([rows, 3]);
      expect(valuesOf(second)).toEqual([2, -2, 20, 2.5, -2.5, 25]);
      expect(messages.at(2)).toBe(second);
    });
  });

  it('joins all ticks one after the other, their parts side by side', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows);
      messages.pushParts([h(1), c(1)]);
      // A whole message among those in parts.
      messages.push(tf.tensor([7, 7, 7, 8, 8, 8], [rows, 3]));
      messages.pushParts([h(3), c(3)]);
      const all = messages.concat();
      expect(all.shape).toEqual([6, 3]);
      expect(valuesOf(all)).toEqual([
        ...[1, -1, 10, 1.5, -1.5, 15],
        ...[7, 7, 7, 8, 8, 8],
        ...[3, -3, 30, 3.5, -3.5, 35],
      ]);
    });
  });

  it('takes an only part for the message, without an operation', () => {
    tf.tidy(() => {
      const messages = new TensorArray(rows);
      const only = h(1);
      messages.pushParts([only]);
      expect(messages.at(1)).toBe(only);
      expect(messages.concat()).toBe(only);
    });
  });
});

describe('joining messages of several ticks', () => {
  onPlainCpu();

  it('puts one after the other, whatever their shape', () => {
    tf.tidy(() => {
      const joined = concatTicks([
        tf.tensor([1, 2], [1, 2, 1]),
        tf.tensor([3, 4, 5, 6], [2, 2, 1]),
      ]);
      expect(joined.shape).toEqual([3, 2, 1]);
      expect(valuesOf(joined)).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });

  it('gives back a single message as it is', () => {
    tf.tidy(() => {
      const only = messageOf(1);
      expect(concatTicks([only])).toBe(only);
    });
  });

  it('fails where there are none', () => {
    expect(() => concatTicks([])).toThrow('join');
  });
});

describe('taking ticks out of a tensor of all ticks', () => {
  onPlainCpu();

  it('gives back the tensor itself where all ticks are wanted in their order', () => {
    tf.tidy(() => {
      const whole = wholeOf(4);
      expect(gatherTicks(whole, rows, [1, 2, 3, 4])).toBe(whole);
      const one = wholeOf(1);
      expect(gatherTicks(one, rows, [1])).toBe(one);
    });
  });

  it('takes the last tick of every period, with as many operations for many periods as for few', () => {
    tf.tidy(() => {
      const taken = gatherTicks(wholeOf(6), rows, [2, 4, 6]);
      expect(taken.shape).toEqual([6, 1]);
      expect(valuesOf(taken)).toEqual(ofTicks([2, 4, 6]));
      expect(valuesOf(gatherTicks(wholeOf(6), rows, [3, 6]))).toEqual(ofTicks([3, 6]));
      const [few, many] = [wholeOf(6), wholeOf(20)];
      const ticks = Array.from({ length: 10 }, (_, index) => 2 * (index + 1));
      expect(valuesOf(gatherTicks(many, rows, ticks))).toEqual(ofTicks(ticks));
      expect(operationsOf(() => gatherTicks(many, rows, ticks))).toBe(
        operationsOf(() => gatherTicks(few, rows, [3, 6])),
      );
    });
  });

  it('takes the last tick of every period of messages of any shape', () => {
    tf.tidy(() => {
      // Four ticks of one row of 2 × 2 numbers.
      const grid = gatherTicks(tf.reshape(tf.range(0, 16), [4, 2, 2]), 1, [2, 4]);
      expect(grid.shape).toEqual([2, 2, 2]);
      expect(valuesOf(grid)).toEqual([4, 5, 6, 7, 12, 13, 14, 15]);
      const labels = gatherTicks(tf.range(0, 8, 1, 'int32'), rows, [2, 4]);
      expect([labels.shape, labels.dtype]).toEqual([[4], 'int32']);
      expect(valuesOf(labels)).toEqual([2, 3, 6, 7]);
    });
  });

  it('takes ticks that follow each other with one operation', () => {
    tf.tidy(() => {
      const whole = wholeOf(5);
      for (const ticks of [[1], [3], [5], [2, 3, 4], [1, 2, 3, 4], [4, 5]]) {
        expect(valuesOf(gatherTicks(whole, rows, ticks))).toEqual(ofTicks(ticks));
        expect(operationsOf(() => gatherTicks(whole, rows, ticks))).toBe(1);
      }
    });
  });

  it('joins runs of ticks in the order asked for', () => {
    tf.tidy(() => {
      const whole = wholeOf(6);
      for (const ticks of [
        [1, 2, 5, 6],
        [1, 3, 4],
        // Regular, but not the last ticks of periods that fill the window.
        [1, 3, 5],
        [2, 4],
        [3, 5],
        // All ticks and last ticks of periods, but in another order or repeated.
        [6, 3],
        [6, 5, 4, 3, 2, 1],
        [2, 2, 2],
        [2, 1, 3, 4, 5, 6],
      ]) {
        const taken = gatherTicks(whole, rows, ticks);
        expect(taken.shape).toEqual([ticks.length * rows, 1]);
        expect(valuesOf(taken)).toEqual(ofTicks(ticks));
      }
      // Two slices and one join.
      expect(operationsOf(() => gatherTicks(whole, rows, [1, 2, 5, 6]))).toBe(3);
    });
  });

  it('joins runs of messages of any shape', () => {
    tf.tidy(() => {
      const grid = gatherTicks(tf.reshape(tf.range(0, 12), [3, 2, 2]), 1, [1, 3]);
      expect(grid.shape).toEqual([2, 2, 2]);
      expect(valuesOf(grid)).toEqual([0, 1, 2, 3, 8, 9, 10, 11]);
      const labels = gatherTicks(tf.range(0, 6, 1, 'int32'), rows, [1, 3]);
      expect([labels.shape, labels.dtype, valuesOf(labels)]).toEqual([[4], 'int32', [0, 1, 4, 5]]);
    });
  });

  it('fails where no tick is asked for', () => {
    tf.tidy(() => {
      const whole = wholeOf(2);
      expect(() => gatherTicks(whole, rows, [])).toThrow('join');
    });
  });
});

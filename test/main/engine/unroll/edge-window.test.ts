import { describe, expect, it } from 'vitest';
import { ResetMask } from '#engine/unroll/reset-mask';
import type { Message } from '#engine/unroll/decoupled-edge';
import { EdgeWindow } from '#engine/unroll/edge-window';
import { TensorArray } from '#engine/unroll/tensor-array';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';

const rows = 2;

/** What an edge was given to send. */
interface Sent {
  /** Ticks of the window at which the messages were made; 0: before it. */
  ticks: number[];
  values: number[];
  mask: number[] | null;
}

interface Setup {
  /** Ticks of the window, those of the sender and those of the reader. */
  ticks: number;
  sender: number[];
  reader: number[];
  delayed?: boolean;
  /** The mask, `[ticks + 1][rows]`. */
  keep?: number[][];
  /** Whether there is a message from before the window. */
  carriesOver?: boolean;
}

/** All that a reader gets over the edge, and all that the edge did with it. */
interface Window {
  at(tick: number): Tensor;
  all(ticks: number[]): Tensor;
  /** As `all`, but nobody reads it. */
  send(ticks: number[]): void;
  last(): Tensor;
  leave(): void;
  messages: TensorArray;
  carried: Sent[];
  within: Sent[];
  left: (Sent & { wasRead: boolean })[];
}

/**
 * One edge during one window. Message n of the sender is `10n + 1` in the first row and `10n + 2` in
 * the second, the one from before the window is 1 and 2. The edge adds 100 to what comes from before
 * the window and 1000 to what was sent in it.
 */
function open(setup: Setup): Window {
  const { ticks, sender, reader, delayed, keep, carriesOver = true } = setup;
  const messages = new TensorArray(rows);
  sender.forEach((_, index) => {
    messages.push(tf.tensor2d([[10 * (index + 1) + 1], [10 * (index + 1) + 2]]));
  });
  const [carried, within, left]: [Sent[], Sent[], Window['left']] = [[], [], []];
  const seen = (crossing: Message): Sent => {
    const mask = crossing.mask();
    if (mask) expect(mask.shape).toEqual([crossing.values.shape[0]]);
    return {
      ticks: [...crossing.sentAt],
      values: valuesOf(crossing.values),
      mask: mask && valuesOf(mask),
    };
  };
  const line = new EdgeWindow(messages, {
    isDelayed: delayed ?? false,
    rows,
    ticks,
    senderTicks: sender,
    readerTicks: reader,
    before: carriesOver ? tf.tensor2d([[1], [2]]) : null,
    edge: {
      interceptsStates: false,
      carryIn(crossing) {
        carried.push(seen(crossing));
        return tf.add(crossing.values, 100);
      },
      transmit(crossing) {
        within.push(seen(crossing));
        return tf.add(crossing.values, 1000);
      },
      carryOut(crossing, wasRead) {
        left.push({ ...seen(crossing), wasRead });
      },
    },
    resetMask: new ResetMask(keep ? tf.tensor2d(keep) : null, rows),
  });
  return {
    at: (tick) => line.at(tick),
    all: (some) => line.all(some),
    send: (some) => line.send(some),
    last: () => line.last(),
    leave: () => line.carryOut(),
    messages,
    carried,
    within,
    left,
  };
}

/** What a reader gets: message n over the edge (0: from before the window), row by row. */
const read = (...numbers: number[]): number[] =>
  numbers.flatMap((number) => {
    const added = number === 0 ? 100 : 1000;
    return [10 * number + 1 + added, 10 * number + 2 + added];
  });

/** What the edge was given, where no mask applies. */
const sent = (ticks: number[], values: number[]): Sent => ({ ticks, values, mask: null });

const before = sent([0], [1, 2]);

/** Prime numbers in place of zeros and ones, of three ticks and the one after: a product names its ticks. */
const primes = [
  [2, 11],
  [3, 13],
  [5, 17],
  [7, 19],
];

describe('an edge between nodes that compute at the same ticks', () => {
  onPlainCpu();
  const setup: Setup = { ticks: 3, sender: [1, 2, 3], reader: [1, 2, 3], carriesOver: false };

  it('gives the message of each tick one by one', () => {
    tf.tidy(() => {
      const edge = open(setup);
      expect(edge.at(1).shape).toEqual([rows, 1]);
      expect(valuesOf(edge.at(1))).toEqual(read(1));
      expect(valuesOf(edge.at(2))).toEqual(read(2));
      expect(valuesOf(edge.at(3))).toEqual(read(3));
      expect(edge.carried).toEqual([]);
      expect(edge.within).toEqual([sent([1], [11, 12]), sent([2], [21, 22]), sent([3], [31, 32])]);
    });
  });

  it('takes over the edge only what is read, and that once', () => {
    tf.tidy(() => {
      const edge = open(setup);
      const first = edge.at(2);
      expect(edge.at(2)).toBe(first);
      expect(edge.within).toEqual([sent([2], [21, 22])]);
    });
  });

  it('gives the messages of all ticks together, taken over the edge in one piece', () => {
    tf.tidy(() => {
      const edge = open(setup);
      const all = edge.all([1, 2, 3]);
      expect(all.shape).toEqual([6, 1]);
      expect(valuesOf(all)).toEqual(read(1, 2, 3));
      expect(edge.within).toEqual([sent([1, 2, 3], [11, 12, 21, 22, 31, 32])]);
      expect(edge.carried).toEqual([]);
      expect(edge.left).toEqual([]);
    });
  });

  it('gives the messages of some of the ticks, in their order', () => {
    tf.tidy(() => {
      const edge = open(setup);
      expect(valuesOf(edge.all([1, 3]))).toEqual(read(1, 3));
      expect(edge.within).toEqual([sent([1, 3], [11, 12, 31, 32])]);
    });
  });

  it('has no mask and zeroes nothing at a reset, because nothing is read later than sent', () => {
    tf.tidy(() => {
      const keep = [0, 1, 2, 3].map(() => [0, 0]);
      const edge = open({ ...setup, keep });
      expect(valuesOf(edge.at(2))).toEqual(read(2));
      expect(valuesOf(edge.all([1, 2, 3]))).toEqual(read(1, 2, 3));
      expect(edge.within.map(({ mask }) => mask)).toEqual([null, null]);
    });
  });
});

describe('an edge with a delay', () => {
  onPlainCpu();
  const setup: Setup = { ticks: 3, sender: [1, 2, 3], reader: [1, 2, 3], delayed: true };

  it('gives each tick the message of the tick before, the first tick the one from before the window', () => {
    tf.tidy(() => {
      const edge = open(setup);
      expect(valuesOf(edge.at(1))).toEqual(read(0));
      expect(valuesOf(edge.at(2))).toEqual(read(1));
      expect(valuesOf(edge.at(3))).toEqual(read(2));
      expect(edge.carried).toEqual([before]);
      expect(edge.within).toEqual([sent([1], [11, 12]), sent([2], [21, 22])]);
    });
  });

  it('gives the same for all ticks together', () => {
    tf.tidy(() => {
      const edge = open(setup);
      const all = edge.all([1, 2, 3]);
      expect(all.shape).toEqual([6, 1]);
      expect(valuesOf(all)).toEqual(read(0, 1, 2));
      expect(edge.carried).toEqual([before]);
      expect(edge.within).toEqual([sent([1, 2], [11, 12, 21, 22])]);
    });
  });

  it('takes ticks that follow each other in as many operations for many as for few', () => {
    tf.tidy(() => {
      const operationsFor = (count: number): number => {
        const ticks = Array.from({ length: count }, (_, index) => index + 1);
        const edge = open({ ticks: count, sender: ticks, reader: ticks, delayed: true });
        edge.messages.concat();
        const before = tf.memory().numTensors;
        edge.all(ticks);
        return tf.memory().numTensors - before;
      };
      expect(operationsFor(8)).toBe(operationsFor(3));
    });
  });

  it('takes the message from before the window over the edge once, however it is asked for', () => {
    tf.tidy(() => {
      const edge = open(setup);
      const first = edge.at(1);
      expect(edge.at(1)).toBe(first);
      expect(valuesOf(edge.all([1]))).toEqual(read(0));
      expect(edge.carried).toEqual([before]);
      expect(edge.within).toEqual([]);
    });
  });

  it('names in the mask of a message the resets between the tick sent at and the tick read at', () => {
    tf.tidy(() => {
      const edge = open({ ...setup, keep: primes });
      // The product is applied to what the edge made of the message.
      expect(valuesOf(edge.at(1))).toEqual([101 * 2, 102 * 11]);
      expect(valuesOf(edge.at(2))).toEqual([1011 * 3, 1012 * 13]);
      expect(valuesOf(edge.at(3))).toEqual([1021 * 5, 1022 * 17]);
      expect(edge.carried).toEqual([{ ...before, mask: [2, 11] }]);
      expect(edge.within).toEqual([
        { ...sent([1], [11, 12]), mask: [3, 13] },
        { ...sent([2], [21, 22]), mask: [5, 17] },
      ]);
    });
  });

  it('has one mask for all messages together', () => {
    tf.tidy(() => {
      const edge = open({ ...setup, keep: primes });
      expect(valuesOf(edge.all([1, 2, 3]))).toEqual([
        ...[101 * 2, 102 * 11],
        ...[1011 * 3, 1012 * 13],
        ...[1021 * 5, 1022 * 17],
      ]);
      expect(edge.carried).toEqual([{ ...before, mask: [2, 11] }]);
      expect(edge.within).toEqual([{ ...sent([1, 2], [11, 12, 21, 22]), mask: [3, 13, 5, 17] }]);
    });
  });

  it('gives zeros in the rows whose sequence starts at the tick that reads', () => {
    tf.tidy(() => {
      const keep = [
        [0, 1],
        [1, 0],
        [1, 1],
        [0, 0],
      ];
      const expected = [...[0, 102], ...[1011, 0], ...[1021, 1022]];
      const one = open({ ...setup, keep });
      expect([1, 2, 3].flatMap((tick) => valuesOf(one.at(tick)))).toEqual(expected);
      const together = open({ ...setup, keep });
      expect(valuesOf(together.all([1, 2, 3]))).toEqual(expected);
    });
  });
});

describe('an edge whose sender computes less often than its reader', () => {
  onPlainCpu();
  const setup: Setup = { ticks: 6, sender: [2, 4, 6], reader: [1, 2, 3, 4, 5, 6] };
  const ticks = [1, 2, 3, 4, 5, 6];

  it('gives the newest message until there is another', () => {
    tf.tidy(() => {
      const edge = open(setup);
      expect(ticks.flatMap((tick) => valuesOf(edge.at(tick)))).toEqual(read(0, 1, 1, 2, 2, 3));
      expect(edge.carried).toEqual([before]);
      expect(edge.within).toEqual([sent([2], [11, 12]), sent([4], [21, 22]), sent([6], [31, 32])]);
    });
  });

  it('gives the same for all ticks together, each message taken over the edge once', () => {
    tf.tidy(() => {
      const edge = open(setup);
      const all = edge.all(ticks);
      expect(all.shape).toEqual([12, 1]);
      expect(valuesOf(all)).toEqual(read(0, 1, 1, 2, 2, 3));
      expect(edge.carried).toEqual([before]);
      expect(edge.within).toEqual([sent([2, 4, 6], [11, 12, 21, 22, 31, 32])]);
    });
  });

  it('with a delay gives each message from the tick after its own on', () => {
    tf.tidy(() => {
      const one = open({ ...setup, delayed: true });
      expect(ticks.flatMap((tick) => valuesOf(one.at(tick)))).toEqual(read(0, 0, 1, 1, 2, 2));
      expect(one.carried).toEqual([before]);
      expect(one.within).toEqual([sent([2], [11, 12]), sent([4], [21, 22])]);
      const together = open({ ...setup, delayed: true });
      expect(valuesOf(together.all(ticks))).toEqual(read(0, 0, 1, 1, 2, 2));
      expect(together.carried).toEqual([before]);
      expect(together.within).toEqual([sent([2, 4], [11, 12, 21, 22])]);
    });
  });

  it('zeroes a message from the reset on at which a sequence starts, until there is another', () => {
    tf.tidy(() => {
      // Row 0 starts a sequence at ticks 2 and 5, row 1 at tick 3 and after the window.
      const keep = [
        [1, 1],
        [0, 1],
        [1, 0],
        [1, 1],
        [0, 1],
        [1, 1],
        [1, 0],
      ];
      const one = open({ ...setup, delayed: true, keep });
      const together = open({ ...setup, delayed: true, keep });
      // Read are messages 0, 0, 1, 1, 2, 2.
      const expected = [
        ...[101, 102],
        ...[0, 102],
        ...[1011, 0],
        ...[1011, 0],
        ...[0, 1022],
        ...[0, 1022],
      ];
      expect(ticks.flatMap((tick) => valuesOf(one.at(tick)))).toEqual(expected);
      expect(valuesOf(together.all(ticks))).toEqual(expected);
    });
  });

  it('has the mask of the first tick that reads a message, even where a later one does', () => {
    tf.tidy(() => {
      // Message 1 is sent at tick 1 and read at ticks 2 and 3; the mask says what happens up to tick 2.
      const setup: Setup = { ticks: 3, sender: [1], reader: [1, 2, 3], delayed: true };
      const edge = open({ ...setup, keep: primes });
      expect(valuesOf(edge.at(3))).toEqual([1011 * 3 * 5, 1012 * 13 * 17]);
      expect(edge.within).toEqual([{ ...sent([1], [11, 12]), mask: [3, 13] }]);
      expect(valuesOf(edge.at(2))).toEqual([1011 * 3, 1012 * 13]);
      expect(edge.within).toHaveLength(1);
    });
  });

  it('has ones in the mask for messages that are read when they are sent', () => {
    tf.tidy(() => {
      // Message 1 is sent at tick 1 and first read at tick 2, message 2 is sent and read at tick 3.
      const edge = open({ ticks: 3, sender: [1, 3], reader: [2, 3], keep: primes });
      expect(valuesOf(edge.all([2, 3]))).toEqual([...[1011 * 3, 1012 * 13], ...read(2)]);
      expect(edge.within).toEqual([{ ...sent([1, 3], [11, 12, 21, 22]), mask: [3, 13, 1, 1] }]);
      expect(edge.carried).toEqual([]);
    });
  });
});

describe('an edge whose sender computes more often than its reader', () => {
  onPlainCpu();
  const setup: Setup = { ticks: 6, sender: [1, 2, 3, 4, 5, 6], reader: [2, 4, 6] };

  it('gives the message of the same tick and passes over those between', () => {
    tf.tidy(() => {
      const one = open({ ...setup, carriesOver: false });
      expect([2, 4, 6].flatMap((tick) => valuesOf(one.at(tick)))).toEqual(read(2, 4, 6));
      expect(one.within).toEqual([sent([2], [21, 22]), sent([4], [41, 42]), sent([6], [61, 62])]);
      const together = open({ ...setup, carriesOver: false });
      expect(valuesOf(together.all([2, 4, 6]))).toEqual(read(2, 4, 6));
      expect(together.within).toEqual([sent([2, 4, 6], [21, 22, 41, 42, 61, 62])]);
      expect(together.carried).toEqual([]);
    });
  });

  it('with a delay gives the newest message before the tick', () => {
    tf.tidy(() => {
      const edge = open({ ...setup, delayed: true });
      expect(valuesOf(edge.all([2, 4, 6]))).toEqual(read(1, 3, 5));
      expect(edge.within).toEqual([sent([1, 3, 5], [11, 12, 31, 32, 51, 52])]);
      expect(edge.carried).toEqual([]);
    });
  });

  it('with a delay gives the message from before the window to a reader that computes at once', () => {
    tf.tidy(() => {
      const edge = open({ ticks: 4, sender: [1, 2, 3, 4], reader: [1, 3], delayed: true });
      expect(valuesOf(edge.all([1, 3]))).toEqual(read(0, 2));
      expect(edge.within).toEqual([sent([2], [21, 22])]);
      expect(edge.carried).toEqual([before]);
    });
  });
});

describe('an edge whose sender does not compute in the window', () => {
  onPlainCpu();
  const setup: Setup = { ticks: 2, sender: [], reader: [1, 2] };

  it('gives the message from before the window at every tick', () => {
    tf.tidy(() => {
      const one = open(setup);
      expect([1, 2].flatMap((tick) => valuesOf(one.at(tick)))).toEqual(read(0, 0));
      const together = open(setup);
      expect(valuesOf(together.all([1, 2]))).toEqual(read(0, 0));
      for (const { carried, within } of [one, together])
        expect([carried, within]).toEqual([[before], []]);
    });
  });

  it('zeroes it from a reset on', () => {
    tf.tidy(() => {
      const keep = [
        [1, 0],
        [0, 1],
        [1, 1],
      ];
      const one = open({ ...setup, keep });
      const together = open({ ...setup, keep });
      expect([1, 2].flatMap((tick) => valuesOf(one.at(tick)))).toEqual([101, 0, 0, 0]);
      expect(valuesOf(together.all([1, 2]))).toEqual([101, 0, 0, 0]);
      expect(valuesOf(together.last())).toEqual([0, 0]);
    });
  });

  it('leaves it for the next window, and no message of this one', () => {
    tf.tidy(() => {
      const edge = open(setup);
      // As it came: it is not sent here, so that the edge does nothing to it.
      expect(valuesOf(edge.last())).toEqual([1, 2]);
      edge.leave();
      edge.send([1, 2]);
      expect([edge.left, edge.carried, edge.within]).toEqual([[], [], []]);
    });
  });

  it('fails where there is no message from before the window', () => {
    tf.tidy(() => {
      const edge = open({ ...setup, carriesOver: false });
      expect(() => edge.at(1)).toThrow('carries');
      expect(() => edge.all([1, 2])).toThrow('carries');
      expect(() => edge.last()).toThrow('carries');
    });
  });
});

describe('the end of a window', () => {
  onPlainCpu();
  const setup: Setup = { ticks: 3, sender: [1, 2, 3], reader: [1, 2, 3], delayed: true };

  it('hands on the newest message as its sender made it', () => {
    tf.tidy(() => {
      const edge = open(setup);
      expect(edge.last()).toBe(edge.messages.at(3));
      expect([edge.carried, edge.within, edge.left]).toEqual([[], [], []]);
    });
  });

  it('hands it on with zeros where a sequence started since, the tick after the window not counted', () => {
    tf.tidy(() => {
      const slow = open({ ticks: 3, sender: [1], reader: [1, 2, 3], keep: primes });
      expect(valuesOf(slow.last())).toEqual([11 * 3 * 5, 12 * 13 * 17]);
      const quick = open({ ...setup, keep: primes });
      expect(quick.last()).toBe(quick.messages.at(3));
      const none = open({ ticks: 3, sender: [], reader: [1, 2, 3], keep: primes });
      expect(valuesOf(none.last())).toEqual([1 * 2 * 3 * 5, 2 * 11 * 13 * 17]);
    });
  });

  it('leaves the newest message to the edge, masked up to the tick after the window', () => {
    tf.tidy(() => {
      const edge = open(setup);
      edge.leave();
      expect(edge.left).toEqual([{ ...sent([3], [31, 32]), wasRead: false }]);
      const masked = open({ ...setup, keep: primes });
      masked.leave();
      expect(masked.left).toEqual([{ ...sent([3], [31, 32]), mask: [7, 19], wasRead: false }]);
      // Sent at tick 2 of 3: the reset at tick 3 counts, too.
      const slow = open({ ticks: 3, sender: [2], reader: [1, 2, 3], keep: primes });
      slow.leave();
      expect(slow.left).toEqual([
        { ...sent([2], [11, 12]), mask: [5 * 7, 17 * 19], wasRead: false },
      ]);
    });
  });

  it('tells whether that message was read in the window as well', () => {
    tf.tidy(() => {
      const slow: Setup = { ticks: 3, sender: [2], reader: [1, 2, 3] };
      const after = (setup: Setup, use: (edge: Window) => void): boolean[] => {
        const edge = open(setup);
        use(edge);
        edge.leave();
        return edge.left.map(({ wasRead }) => wasRead);
      };
      expect(after(slow, (edge) => edge.at(3))).toEqual([true]);
      expect(after(slow, (edge) => edge.all([1, 2, 3]))).toEqual([true]);
      expect(after(slow, (edge) => edge.send([1, 2, 3]))).toEqual([true]);
      expect(after(slow, (edge) => edge.at(1))).toEqual([false]);
      expect(after(slow, (edge) => edge.all([1]))).toEqual([false]);
      // Of a delayed edge the reader gets all but the newest.
      expect(after(setup, (edge) => edge.all([1, 2, 3]))).toEqual([false]);
      expect(after(setup, (edge) => [1, 2, 3].map((tick) => edge.at(tick)))).toEqual([false]);
    });
  });
});

describe('an edge to a node that is not computed', () => {
  onPlainCpu();

  it('is given the messages that the reader will want, in one piece', () => {
    tf.tidy(() => {
      const edge = open({ ticks: 4, sender: [1, 2, 3, 4], reader: [2, 4], carriesOver: false });
      edge.send([2, 4]);
      expect(edge.within).toEqual([sent([2, 4], [21, 22, 41, 42])]);
      expect([edge.carried, edge.left]).toEqual([[], []]);
    });
  });

  it('is given each of them once, and not the one from before the window', () => {
    tf.tidy(() => {
      const edge = open({ ticks: 6, sender: [2, 4, 6], reader: [1, 2, 3, 4, 5, 6] });
      edge.send([1, 2, 3, 4, 5, 6]);
      expect(edge.within).toEqual([sent([2, 4, 6], [11, 12, 21, 22, 31, 32])]);
      expect(edge.carried).toEqual([]);
    });
  });

  it('masks them by the resets until they are read', () => {
    tf.tidy(() => {
      const setup: Setup = { ticks: 3, sender: [1, 2, 3], reader: [1, 2, 3], delayed: true };
      const edge = open({ ...setup, keep: primes });
      edge.send([1, 2, 3]);
      expect(edge.within).toEqual([{ ...sent([1, 2], [11, 12, 21, 22]), mask: [3, 13, 5, 17] }]);
    });
  });

  it('is given nothing where the reader wants nothing of this window', () => {
    tf.tidy(() => {
      const edge = open({ ticks: 2, sender: [2], reader: [1, 2], delayed: true });
      edge.send([1, 2]);
      edge.send([]);
      expect([edge.carried, edge.within, edge.left]).toEqual([[], [], []]);
    });
  });
});

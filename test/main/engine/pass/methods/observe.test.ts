import { expect, it } from 'vitest';
import { observe } from '#engine/pass/methods/observe';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf } from '../../helpers';
import {
  feedForward,
  gradientsOf,
  interfaceOn,
  inWindow,
  messageOf,
  window,
} from '../small-networks';

onPlainCpu();

it('records the true gradient of each message and passes it on', () => {
  const net = feedForward();
  // An edge is observed even if no module learns.
  const parts = { learning: new Set<string>(), count: 10 };
  inWindow(net, window(1, [1, 2], [5]), parts, ({ context }) => {
    const edge = observe(interfaceOn(net, 'a->b'), context);
    const [before, now] = [tf.tensor2d([[3, -1]]), tf.tensor2d([[1, 2]])];
    const objective = (): Tensor[] => {
      const carried = edge.carryIn(messageOf(before, [0]));
      const sent = edge.transmit(messageOf(now, [1], [0]));
      edge.carryOut(messageOf(now, [1]), true);
      expect([...valuesOf(carried), ...valuesOf(sent)]).toEqual([3, -1, 1, 2]);
      return [tf.mul(tf.square(carried), 0.1), tf.mul(tf.mul(sent, [4, 5]), 0.1)];
    };
    const gradients = gradientsOf(objective, [before, now], context);
    expectClose(gradients[0] ?? [], [0.6, -0.2]);
    expectClose(gradients[1] ?? [], [0.4, 0.5]);
    expect(edge.traces.map(({ sentAt }) => sentAt)).toEqual([[0], [1]]);
    // On the scale of a single example's loss: times n = 10.
    expectClose(
      edge.traces.flatMap(({ arriving }) => valuesOf(arriving)),
      [6, -2, 4, 5],
    );
    expectClose(
      edge.traces.flatMap(({ received }) => valuesOf(received)),
      [3, -1, 1, 2],
    );
    expect(edge.traces.map(({ mask }) => mask && valuesOf(mask))).toEqual([null, [0]]);
    expect(edge.traces.map(({ synthetic }) => synthetic)).toEqual([null, null]);
    expect(edge.terms()).toEqual([]);
  });
  net.dispose();
});

it('intercepts the states within a window', () => {
  const net = feedForward();
  inWindow(net, window(1, [1, 2], [5]), {}, ({ context }) => {
    expect(observe(interfaceOn(net, 'a->b'), context).interceptsStates).toBe(true);
  });
  net.dispose();
});

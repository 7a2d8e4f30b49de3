import { expect, it } from 'vitest';
import { none } from '#engine/pass/methods/none';
import { tf } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../../helpers';
import {
  feedForward,
  gradientsOf,
  interfaceOn,
  inWindow,
  messageOf,
  recurrent,
  window,
} from '../small-networks';

onPlainCpu();

it('passes a message between modules on without its gradient', () => {
  const net = feedForward();
  inWindow(net, window(1, [1, 2], [5]), {}, ({ context }) => {
    const edge = none(interfaceOn(net, 'a->b'), context);
    const values = tf.tensor2d([[3, -1]]);
    const objective = () => [tf.square(edge.transmit(messageOf(values, [1]))), tf.sum(values)];
    // Of the plain sum beside it alone.
    expect(gradientsOf(objective, [values], context)).toEqual([[1, 1]]);
    expect(valuesOf(edge.transmit(messageOf(values, [1])))).toEqual([3, -1]);
    edge.carryOut(messageOf(values, [1]), false);
    expect([edge.traces, edge.terms()]).toEqual([[], []]);
  });
  net.dispose();
});

it('cuts a state between windows alone: truncated backpropagation through time', () => {
  const net = recurrent();
  inWindow(net, window(2, [1, 2], [3, 8]), {}, ({ context }) => {
    const edge = none(interfaceOn(net, 'core->core'), context);
    const state = tf.tensor2d([[3]]);
    const objective = () => [tf.square(edge.transmit(messageOf(state, [1])))];
    expect(gradientsOf(objective, [state], context)).toEqual([[6]]);
    expect(valuesOf(edge.carryIn(messageOf(state, [0])))).toEqual([3]);
    edge.carryOut(messageOf(state, [2]), true);
    expect([edge.traces, edge.terms()]).toEqual([[], []]);
    expect(edge.interceptsStates).toBe(false);
  });
  net.dispose();
});

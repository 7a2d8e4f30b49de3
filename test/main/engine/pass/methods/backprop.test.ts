import { expect, it } from 'vitest';
import { backprop } from '#engine/pass/methods/backprop';
import { tf } from '#tensorflow/backend/tf';
import { onPlainCpu } from '../../helpers';
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

it.each([
  ['a->b', feedForward],
  ['core->core', recurrent],
] as const)('passes messages on %s on with their true gradients', (id, build) => {
  const net = build();
  const data = id === 'a->b' ? window(1, [1, 2], [5]) : window(1, [1], [3]);
  inWindow(net, data, {}, ({ context }) => {
    const edge = backprop(interfaceOn(net, id), context);
    const values = tf.tensor2d([[3, -1]]);
    for (const pass of ['carryIn', 'transmit'] as const) {
      const objective = () => [tf.square(edge[pass](messageOf(values, [1], [0])))];
      expect(gradientsOf(objective, [values], context)).toEqual([[6, -2]]);
    }
    edge.carryOut(messageOf(values, [1]), false);
    expect([edge.traces, edge.terms()]).toEqual([[], []]);
    expect(edge.interceptsStates).toBe(false);
  });
  net.dispose();
});

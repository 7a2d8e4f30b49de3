import { expect, it } from 'vitest';
import { plainEdge, type Message } from '#engine/unroll/decoupled-edge';
import { tf } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';

onPlainCpu();

it('passes messages on as they are, with their true gradient', () => {
  tf.tidy(() => {
    const values = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const message = (sent: typeof values): Message => ({
      values: sent,
      sentAt: [1],
      mask: () => tf.tensor1d([1, 0]),
    });
    expect(plainEdge.carryIn(message(values))).toBe(values);
    expect(plainEdge.transmit(message(values))).toBe(values);
    for (const pass of [plainEdge.carryIn, plainEdge.transmit]) {
      const gradient = tf.grad((x) => tf.sum(tf.square(pass(message(x as typeof values)))))(values);
      expect(valuesOf(gradient)).toEqual([2, 4, 6, 8]);
    }
  });
});

it('leaves states and the end of a window alone', () => {
  expect(plainEdge.interceptsStates).toBe(false);
  tf.tidy(() => {
    const values = tf.scalar(1);
    expect(plainEdge.carryOut({ values, sentAt: [1], mask: () => null }, false)).toBeUndefined();
    expect(values.isDisposed).toBe(false);
  });
});

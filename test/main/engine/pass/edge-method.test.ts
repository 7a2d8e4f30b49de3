import { expect, it } from 'vitest';
import { recordArriving, traceMessage } from '#engine/pass/edge-method';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';
import { feedForward, gradientsOf, inWindow, messageOf, window } from './small-networks';

onPlainCpu();

it('traces a message as a constant, which lives as long as the scope of the window', () => {
  const net = feedForward();
  const outlives: Tensor[] = [];
  inWindow(net, window(1, [1, 0, 0, 2], [0, 0]), {}, ({ context }) => {
    const values = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const objective = (): Tensor[] => {
      const trace = tf.tidy(() => {
        const traced = traceMessage(messageOf(tf.mul(values, 2), [0, 3], [1, 0]), context);
        expect(traced).toMatchObject({ sentAt: [0, 3], synthetic: null, arriving: null });
        expect(traced.received).toBe(traced.message);
        return traced as unknown as Record<string, Tensor>;
      });
      outlives.push(trace['message'] as Tensor, trace['mask'] as Tensor);
      expect(outlives.map(valuesOf)).toEqual([
        [2, 4, 6, 8],
        [1, 0],
      ]);
      return [tf.sum(trace['message'] as Tensor), tf.sum(values)];
    };
    // Only the second term depends on the values: no gradient flows through a trace.
    expect(gradientsOf(objective, [values], context)).toEqual([[1, 1, 1, 1]]);
  });
  expect(outlives.map(({ isDisposed }) => isDisposed)).toEqual([true, true]);
  net.dispose();
});

it('does not take over the tensor of the message, and has no mask where there is none', () => {
  const net = feedForward();
  inWindow(net, window(1, [1, 0, 0, 2], [0, 0]), {}, ({ context, feed }) => {
    const values = feed.fields['x'] as Tensor;
    const trace = traceMessage(messageOf(values, [1]), context);
    expect(trace.mask).toBeNull();
    expect(trace.message).not.toBe(values);
    context.scope.dispose();
    expect(valuesOf(values)).toEqual([1, 0, 0, 2]);
  });
  net.dispose();
});

it('records the gradient that arrives on the scale of a single example', () => {
  const net = feedForward();
  inWindow(net, window(1, [1, 0, 0, 2], [0, 0]), { count: 6 }, ({ context }) => {
    const trace = traceMessage(messageOf(tf.tensor2d([1, 2, 3, 4], [2, 2]), [1]), context);
    tf.tidy(() => recordArriving(trace, context)(tf.tensor2d([1, -2, 0.5, 0], [2, 2])));
    expect(valuesOf(trace.arriving)).toEqual([6, -12, 3, 0]);
    expect(trace.arriving?.shape).toEqual([2, 2]);
  });
  net.dispose();
});

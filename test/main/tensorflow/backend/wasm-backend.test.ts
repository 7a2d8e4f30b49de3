import { beforeAll, expect, it } from 'vitest';
import { tf, type Tensor, type Tensor2D } from '#tensorflow/backend/tf';
import { onWasm } from '../wasm';

const countListeners = (): number =>
  process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');

let listeners: number;
// Before the backend is loaded.
beforeAll(() => {
  listeners = countListeners();
});
onWasm();

it('starts, and leaves the handlers of the process alone', () => {
  expect(tf.getBackend()).toBe('wasm');
  expect(countListeners()).toBe(listeners);
});

it('keeps no memory of a step, nor of the copies for the other backend', () => {
  const step = (): void => {
    tf.tidy(() => {
      tf.grad((x: Tensor) => tf.sum(tf.matMul(x as Tensor2D, x as Tensor2D, true)))(
        tf.ones([8, 8]),
      );
      // Only the backend in JavaScript has this one.
      tf.engine().runKernel('Softmax', { logits: tf.ones([3]) }, { dim: 0 });
    });
  };
  step();
  const counts = (): number[] => [
    tf.engine().backend.numDataIds(),
    tf.findBackend('cpu').numDataIds(),
  ];
  const first = counts();
  for (let times = 0; times < 5; times++) step();
  expect(counts()).toEqual(first);
});

it('throws where the memory does not suffice, before it overwrites other tensors', () => {
  const allocate = (numbers: number): object =>
    tf.engine().backend.write(null as never, [numbers], 'float32');
  expect(() => allocate(2 ** 30)).toThrow('lower the batch');
  expect(() => allocate(2 ** 32)).toThrow('more than the 4 GB');
});

import { afterEach, expect, it } from 'vitest';
import type { NativeAttribute } from '#tensorflow/backend/node-backend';
import { tf } from '#tensorflow/backend/tf';
import { ConstantPool } from '#tensorflow/graph/constant-pool';
import { activeTracer, interceptBinding } from '#tensorflow/graph/intercept-binding';
import { Tracer } from '#tensorflow/graph/tracer';
import { FakeBackend } from '../fake-backend';

let stop: () => void = () => undefined;
afterEach(() => stop());

/** A backend whose calls go to a tracer. */
function intercepted(): { backend: FakeBackend; tracer: Tracer } {
  const backend = new FakeBackend();
  const tracer = new Tracer(backend, 's', new ConstantPool(backend.binding));
  stop = interceptBinding(backend, tracer);
  return { backend, tracer };
}

it('passes calls to the tracer until it is stopped', async () => {
  const backend = new FakeBackend();
  const { binding } = backend;
  const { randomNormal } = tf;
  const tracer = new Tracer(backend, 's', new ConstantPool(binding));
  expect(activeTracer()).toBeNull();
  stop = interceptBinding(backend, tracer);
  expect(activeTracer()).toBe(tracer);
  expect(backend.binding.TF_INT32).toBe(3);
  const id = backend.binding.createTensor([2], 3, Int32Array.of(4, 5));
  expect(tracer.smallIntegersOf(id)).toEqual([4, 5]);
  backend.binding.executeOp('Exp', [], [id], 1);
  expect(tracer.nodes.map(({ op, inputs }) => [op, inputs])).toEqual([['Exp', ['constant/0']]]);
  expect(backend.executed).toEqual(['Exp']);
  stop();
  expect(activeTracer()).toBeNull();
  expect(backend.binding).toBe(binding);
  expect(tf.randomNormal).toBe(randomNormal);
  expect(await backend.read()).toBe('read by the backend');
});

it('does not compute matrix products, but returns zeros of their shape', () => {
  const { backend, tracer } = intercepted();
  const { binding } = backend;
  const [a, b] = [
    [2, 3],
    [4, 3],
  ].map((shape) => binding.createTensor(shape, 1, new Float32Array(12))) as [number, number];
  const attributes: NativeAttribute[] = [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: 1 },
    { name: 'adj_y', type: binding.TF_ATTR_BOOL, value: true },
  ];
  binding.executeOp('BatchMatMulV2', attributes, [a, b], 1);
  expect(backend.executed).toEqual(['Fill']);
  expect(tracer.nodes.map(({ op }) => op)).toEqual(['BatchMatMulV2']);
});

const functions = tf as unknown as Record<string, () => void>;
it.each([
  [
    'it makes a tensor of strings',
    ({ binding }: FakeBackend) => binding.createTensor([1], 7, ['a']),
  ],
  ['it reads a tensor back', ({ binding }: FakeBackend) => binding.tensorDataSync(7)],
  ['it loads a saved model', ({ binding }: FakeBackend) => binding.loadSavedModel('', '')],
  ['it runs a saved model', ({ binding }: FakeBackend) => binding.runSavedModel(1, [], '', '')],
  ['tf.randomUniform draws', () => functions['randomUniform']?.()],
  ['tf.dropout draws', () => functions['dropout']?.()],
])('fails because %s', (message, call) => {
  const { backend, tracer } = intercepted();
  expect(() => call(backend)).toThrow(message);
  expect(tracer.error?.message).toContain(message);
});

it('fails on an asynchronous read, whose promise stays open', () => {
  const { backend, tracer } = intercepted();
  void backend.read();
  expect(tracer.error?.message).toContain('it reads a tensor back to JavaScript');
});

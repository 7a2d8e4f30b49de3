import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { loadWasmBackend } from '#tensorflow/backend/wasm-backend';

/** Runs the file's tests on the WebAssembly backend and fails each one that leaves a tensor behind. */
export function onWasm(): void {
  let before: number;
  beforeAll(loadWasmBackend);
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  });
}

/** The values of the tensor that `calculation` returns. */
export function compute(calculation: () => Tensor): number[] {
  const result = tf.tidy(calculation);
  const values = Array.from(result.dataSync());
  result.dispose();
  return values;
}

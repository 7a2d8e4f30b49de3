import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import { findInstallation } from '#tensorflow/runtime/find-installation';
import { nodeBackend, type Binding } from '#tensorflow/backend/node-backend';
import { tf, type Tensor } from '#tensorflow/backend/tf';

/** Whether there is a runtime to test with. */
export const installed = (await findInstallation('cpu')) !== null;

/** Runs the file's tests on TensorFlow and fails each one that leaves a tensor or a graph behind. */
export function onTensorFlow(): void {
  let before: unknown;
  beforeAll(async () => {
    await loadTensorFlow({ device: 'cpu', allowFallback: false });
  });
  beforeEach(() => {
    before = heldResources();
  });
  afterEach(() => {
    expect(heldResources(), 'left behind').toEqual(before);
  });
}

/** How many tensors, variables and graphs tfjs, its backend and the binding hold. */
export function heldResources(): Record<string, unknown> {
  const binding = nodeBackend()?.binding as Binding & {
    getNumOfTensors(): number;
    getNumOfSavedModels(): number;
  };
  return {
    tensors: tf.memory().numTensors,
    variables: Object.keys(tf.engine().registeredVariables).length,
    native: binding.getNumOfTensors(),
    graphs: binding.getNumOfSavedModels(),
  };
}

export function valuesOf(tensor: Tensor | undefined): number[] {
  return Array.from(tensor?.dataSync() ?? []);
}

/** The largest difference of two lists, relative to the largest number in them. */
export function distance(actual: readonly number[], expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  const largest = (values: readonly number[]): number =>
    values.reduce(
      (most, value) => (Number.isNaN(value) ? value : Math.max(most, Math.abs(value))),
      0,
    );
  const apart = actual.map((value, index) => value - (expected[index] ?? Number.NaN));
  return largest(apart) / Math.max(1e-12, largest(expected));
}

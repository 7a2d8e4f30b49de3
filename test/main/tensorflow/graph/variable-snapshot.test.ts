import { beforeAll, describe, expect, it } from 'vitest';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { nodeBackend, type NodeBackend } from '#tensorflow/backend/node-backend';
import { tf, type Variable } from '#tensorflow/backend/tf';
import { ensureOwnBuffer, VariableSnapshot } from '#tensorflow/graph/variable-snapshot';
import { installed, onTensorFlow, valuesOf } from '../native';

function createVariable(value: number, name?: string): Variable {
  return tf.tidy(() => tf.variable(tf.scalar(value), true, name));
}

describe('VariableSnapshot', () => {
  beforeAll(loadCpuBackend);

  /** The snapshot of a captured variable, 1, and another one, 2, while `body` changes them. */
  function during(
    body: (snapshot: VariableSnapshot, own: Variable, other: Variable) => void,
  ): void {
    const before = tf.memory().numTensors;
    const [own, other] = [createVariable(1, 'own'), createVariable(2, 'other')];
    const snapshot = new VariableSnapshot([own]);
    tf.tidy(() => body(snapshot, own, other));
    snapshot.restore();
    expect([own, other].map(valuesOf)).toEqual([[1], [2]]);
    tf.dispose([own, other]);
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  }

  it('gives variables their values back', () => {
    during((snapshot, own) => {
      own.assign(tf.scalar(10));
      expect(snapshot.unsupportedReason()).toBeNull();
      expect(snapshot.uncaptured().map(({ name }) => name)).toEqual(['other']);
    });
  });

  it('reports a variable that is assigned without being captured', () => {
    during((snapshot, _, other) => {
      other.assign(tf.scalar(20));
      expect(snapshot.unsupportedReason()).toBe(
        "it assigns the variable 'other', which is not its own",
      );
    });
  });

  it('reports a variable that was made since, and disposes it', () => {
    let created: Variable | null = null;
    during((snapshot) => {
      created = createVariable(3, 'created');
      expect(snapshot.unsupportedReason()).toBe("it makes a variable, 'created'");
      expect(snapshot.uncaptured().map(({ name }) => name)).toEqual(['other', 'created']);
    });
    expect(created).toMatchObject({ isDisposed: true });
  });
});

describe.skipIf(!installed)('ensureOwnBuffer', () => {
  onTensorFlow();

  it('gives a variable a tensor of its own with the same value', () => {
    const backend = nodeBackend() as NodeBackend;
    const [first, second] = tf.tidy(() => {
      const shared = tf.tensor1d([1, 2]);
      return [tf.variable(shared), tf.variable(shared)];
    }) as [Variable, Variable];
    const [firstId, secondId] = backend.getInputTensorIds([first, second]);
    expect(secondId).toBe(firstId);
    ensureOwnBuffer(backend, second);
    const [id, ownId] = backend.getInputTensorIds([first, second]);
    expect(id).toBe(firstId);
    expect(ownId).not.toBe(firstId);
    expect([first, second].map(valuesOf)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    tf.dispose([first, second]);
  });
});

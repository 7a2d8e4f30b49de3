import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConstantPool } from '#tensorflow/graph/constant-pool';
import { nodeBackend } from '#tensorflow/backend/node-backend';
import { trace } from '#tensorflow/graph/trace';
import { tf, type Tensor, type Tensor2D } from '#tensorflow/backend/tf';
import { installed, onTensorFlow } from '../native';

describe.skipIf(!installed)('trace', () => {
  onTensorFlow();
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** The ops of a product of 17 million multiply-adds, in a step of so many independent parts. */
  const opsOf = (parts: number): string[] => {
    const backend = nodeBackend();
    if (!backend) throw new Error('no backend');
    return tf.tidy(() => {
      const { nodes } = trace(
        ({ a, b }) => ({ product: tf.matMul(a as Tensor2D, b as Tensor2D) }),
        { a: tf.ones([256, 256]), b: tf.ones([256, 256]) } as Record<string, Tensor>,
        {
          backend,
          namePrefix: 's',
          variables: [],
          constants: new ConstantPool(backend.binding),
          stored: new Map(),
          parallelParts: parts,
          precision: 'float32',
        },
      );
      return nodes.map(({ op }) => op);
    });
  };
  const products = (ops: readonly string[]): number => ops.filter((op) => op === 'MatMul').length;

  it('splits large products among the threads that each independent part of a step has', () => {
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', '1');
    vi.stubEnv('TF_NUM_INTEROP_THREADS', '4');
    expect([1, 2, 3, 4].map((parts) => products(opsOf(parts)))).toEqual([4, 2, 1, 1]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Precision } from '#spec/training';
import { tf, type Scalar, type Tensor, type Tensor2D, type Tensor4D } from '#tensorflow/backend/tf';
import {
  CompiledProgram,
  type StepFunction,
  type Tensors,
} from '#tensorflow/graph/compiled-program';
import { distance, installed, onTensorFlow, valuesOf } from '../native';

/** Half the distance of neighbouring numbers of 8 significant bits, relative to them. */
const rounding = 2 ** -8;

/** Numbers that are not exact in bfloat16. */
const uniform = (shape: number[], seed: number): Tensor =>
  tf.randomUniform(shape, -1, 1, 'float32', seed);

/** What a step gives, compiled with a precision, by the name of the output. */
function outputsOf(
  step: StepFunction,
  inputs: Tensors,
  precision: Precision,
): Record<string, number[]> {
  const program = new CompiledProgram({ variables: [] });
  return tf.tidy(() => {
    program.add('step', step, inputs, { precision });
    const outputs = program.run('step', inputs);
    const values = Object.entries(outputs).map(([name, tensor]) => [name, valuesOf(tensor)]);
    program.dispose();
    return Object.fromEntries(values) as Record<string, number[]>;
  });
}

/** The outputs agree within a few roundings, and each was rounded. */
function expectRounded(step: StepFunction, inputs: Tensors): void {
  const exact = outputsOf(step, inputs, 'float32');
  const rounded = outputsOf(step, inputs, 'bfloat16');
  expect(Object.keys(exact).length).toBeGreaterThan(0);
  for (const [name, expected] of Object.entries(exact)) {
    const difference = distance(rounded[name] ?? [], expected);
    expect(difference, name).toBeLessThan(4 * rounding);
    expect(difference, name).toBeGreaterThan(1e-5);
  }
}

describe.skipIf(!installed)('steps whose products are bfloat16', () => {
  onTensorFlow();

  it('multiply the rounded factors', () => {
    tf.tidy(() => {
      // 1 + 2^-8 lies half way between 1 and 1 + 2^-7, and is rounded to the even one, 1.
      const x = tf.tensor2d([[1 + 2 ** -8, 3]]);
      const w = tf.tensor2d([[2], [1]]);
      const step: StepFunction = () => ({ y: tf.matMul(x, w), sum: tf.add(x, 2 ** -12) });
      const { y, sum } = outputsOf(step, {}, 'bfloat16');
      expect(y).toEqual([5]);
      // Ops that are no products keep all their digits.
      expect(sum).toEqual([1 + 2 ** -8 + 2 ** -12, 3 + 2 ** -12]);
    });
  });

  it('give the gradients of a perceptron', () => {
    tf.tidy(() => {
      const [w1, w2] = [uniform([24, 32], 1), uniform([32, 8], 2)];
      const step: StepFunction = ({ x }) => {
        const loss = (...[a, b]: Tensor[]): Scalar => {
          const hidden = tf.tanh(tf.matMul(x as Tensor2D, a as Tensor2D));
          return tf.mean(tf.square(tf.matMul(hidden as Tensor2D, b as Tensor2D)));
        };
        const { value, grads } = tf.valueAndGrads(loss)([w1, w2]);
        return { loss: value, dw1: grads[0] as Tensor, dw2: grads[1] as Tensor };
      };
      expectRounded(step, { x: uniform([16, 24], 3) });
    });
  });

  it('give the gradients of a convolution, and batches of products', () => {
    tf.tidy(() => {
      const [filter, b] = [uniform([3, 3, 2, 4], 1), uniform([3, 6, 4], 2)];
      const step: StepFunction = ({ x, a }) => {
        const loss = (...[images, kernel]: Tensor[]): Scalar =>
          tf.sum(tf.square(tf.conv2d(images as Tensor4D, kernel as Tensor4D, 1, 'same')));
        const { value, grads } = tf.valueAndGrads(loss)([x as Tensor, filter]);
        const product = tf.matMul(a as Tensor, b);
        return { loss: value, dx: grads[0] as Tensor, df: grads[1] as Tensor, product };
      };
      expectRounded(step, { x: uniform([4, 8, 8, 2], 3), a: uniform([3, 5, 6], 4) });
    });
  });
});

import { describe, expect, it } from 'vitest';
import { createGenerator } from '#data/random';
import { hasElementwiseOp } from '#tensorflow/backend/elementwise';
import { nodeBackend } from '#tensorflow/backend/node-backend';
import { tf, type Scalar, type Tensor, type Tensor2D } from '#tensorflow/backend/tf';
import {
  CompiledProgram,
  type StepFunction,
  type Tensors,
} from '#tensorflow/graph/compiled-program';
import { distance, installed, onTensorFlow, valuesOf } from '../native';

/** Runs a step op by op and compiled, on copies of the same inputs, and returns what both give. */
function runBoth(step: StepFunction, inputs: Tensors): [number[][], number[][]] {
  const program = new CompiledProgram({ variables: [] });
  try {
    return tf.tidy(() => {
      program.add('step', step, inputs);
      return [
        Object.values(step(inputs)).map(valuesOf),
        Object.values(program.run('step', inputs)).map(valuesOf),
      ];
    });
  } finally {
    program.dispose();
  }
}

const unary = [tf.tanh, tf.sigmoid, tf.relu, tf.neg, tf.square];
const binary = [tf.add, tf.sub, tf.mul, tf.maximum, tf.minimum];

/** A step of many ops that are chosen at random, on matrices and on what is broadcast to them. */
function randomStep(seed: number, rows: number, columns: number): StepFunction {
  return ({ wide, bias, column, number }) => {
    const generator = createGenerator(seed, 'test');
    const pick = <T>(list: readonly T[]): T =>
      list[Math.floor(generator.uniform() * list.length)] as T;
    const sum = tf.add(tf.mul(wide as Tensor, number as Tensor), bias as Tensor);
    const values: Tensor[] = tf.split(sum, 3, 1);
    for (let index = 0; index < 20; index++) {
      const other = generator.uniform() < 0.2 ? (pick([column, number]) as Tensor) : pick(values);
      values.push(
        generator.uniform() < 0.5 ? pick(unary)(pick(values)) : pick(binary)(pick(values), other),
      );
    }
    const bounded = values.map((value) => tf.tanh(value) as Tensor2D);
    const [first, second] = [pick(bounded), pick(bounded)];
    return {
      joined: tf.concat([first, tf.zeros([rows, 8]), second], 1),
      product: tf.matMul(pick(bounded), tf.ones([columns, 3])),
      last: bounded.at(-1) as Tensor,
    };
  };
}

describe.skipIf(!installed)('a compiled step whose elementwise ops are fused', () => {
  onTensorFlow();

  it('is what these tests are about', () => {
    const backend = nodeBackend();
    expect(backend && hasElementwiseOp(backend)).toBe(true);
  });

  // One row, whole blocks of the op (128), parts of them, and parts of a vector of the processor.
  it.each([
    [1, 1, 16],
    [2, 5, 8],
    [3, 3, 50],
    [4, 33, 128],
    [5, 2, 200],
    [6, 40, 64],
    [7, 7, 131],
    [8, 16, 256],
  ])('computes what its ops compute: step %i on %i rows and %i columns', (seed, rows, columns) => {
    const inputs = {
      wide: tf.randomNormal([rows, 3 * columns], 0, 2, 'float32', seed),
      bias: tf.randomNormal([3 * columns], 0, 1, 'float32', seed),
      column: tf.randomNormal([rows, 1], 0, 1, 'float32', seed),
      number: tf.scalar(1.5),
    };
    const [eager, compiled] = runBoth(randomStep(seed, rows, columns), inputs);
    eager.forEach((values, index) =>
      expect(distance(compiled[index] ?? [], values)).toBeLessThan(2e-5),
    );
    tf.dispose(inputs);
  });

  it('computes the gates of an LSTM and their gradients', () => {
    const units = 24;
    const step: StepFunction = (given) => {
      const [x, c] = [given['x'] as Tensor2D, given['c'] as Tensor2D];
      const loss = (x: Tensor2D, c: Tensor2D) => {
        const [i, j, f, o] = tf.split(x, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
        const next = tf.add(tf.mul(c, tf.sigmoid(tf.add(f, 1))), tf.mul(tf.sigmoid(i), tf.tanh(j)));
        return tf.sum<Scalar>(tf.square(tf.mul(tf.tanh(next), tf.sigmoid(o))));
      };
      const [dx, dc] = tf.grads(loss as (...args: Tensor[]) => Tensor)([x, c]);
      return { dx: dx as Tensor, dc: dc as Tensor };
    };
    const inputs = {
      x: tf.randomNormal([9, 4 * units], 0, 1, 'float32', 1),
      c: tf.randomNormal([9, units], 0, 1, 'float32', 2),
    };
    const [eager, compiled] = runBoth(step, inputs);
    expect(distance(compiled[0] ?? [], eager[0] ?? [])).toBeLessThan(2e-6);
    expect(distance(compiled[1] ?? [], eager[1] ?? [])).toBeLessThan(2e-6);
    tf.dispose(inputs);
  });

  it('passes on what is not a number, and bounds what is not bounded', () => {
    const step: StepFunction = ({ x }) => {
      const double = tf.add(x as Tensor, x as Tensor);
      return Object.fromEntries(unary.map((op, index) => [String(index), tf.reverse(op(double))]));
    };
    // The order of the results does not matter: what reverses it is no elementwise op.
    const x = tf.tensor1d([NaN, -NaN, Infinity, -Infinity, 0, -0, 50, -50, 1e-30]);
    const [eager, compiled] = runBoth(step, { x });
    const signless = (values: readonly number[]): number[] => values.map((value) => value + 0);
    eager.forEach((values, index) => {
      // Its tanh ends at 1 − 1.2e-7.
      const near = (compiled[index] ?? []).map((value, at) =>
        Math.abs(value - (values[at] ?? 0)) < 2e-7 ? (values[at] ?? 0) : value,
      );
      expect(signless(near)).toEqual(signless(values));
    });
    x.dispose();
  });
});

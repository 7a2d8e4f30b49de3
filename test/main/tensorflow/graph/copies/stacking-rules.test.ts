import { describe, expect, it } from 'vitest';
import { CompiledProgram, type StepFunction } from '#tensorflow/graph/compiled-program';
import { stackingRule } from '#tensorflow/graph/copies/stacking-rules';
import { gatherRows } from '#tensorflow/ops/gather';
import { sparseSoftmaxCrossEntropy } from '#tensorflow/ops/cross-entropy';
import { statelessUniform } from '#tensorflow/ops/random';
import { updateAdam } from '#tensorflow/ops/updates';
import {
  tf,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  type Variable,
} from '#tensorflow/backend/tf';
import { distance, installed, onTensorFlow, valuesOf } from '../../native';

const copies = 3;

interface Values {
  /** `[4, 6]` */
  x: Tensor2D;
  /** `[6]` */
  row: Tensor1D;
  /** `[4]` */
  labels: Tensor1D;
  /** A variable `[6, 5]` */
  w: Variable;
}

/** What is computed of values that differ from copy to copy. */
const computations: Record<string, (values: Values) => Tensor> = {
  'operands that broadcast': ({ x, row }) => tf.add(tf.mul(x, row), tf.sub(row, 2)),
  'an operand that copies share': ({ x }) => tf.add(x, tf.range(0, 6)),
  'a product of what differs': ({ x, w }) => tf.matMul(x, w as unknown as Tensor2D),
  'a product with what is shared': ({ x }) => tf.matMul(x, tf.fill([6, 2], 0.5)),
  'a transposed product': ({ x }) => tf.matMul(x, x, true),
  sums: ({ x }) => tf.concat([tf.sum(x, 1), tf.sum(x, 0), tf.reshape(tf.sum(x), [1])]),
  means: ({ x }) => tf.mean(x, -1),
  'the largest place': ({ x }) => tf.cast(tf.argMax(x, 1), 'float32'),
  'other shapes': ({ x }) => tf.expandDims(tf.reshape(x, [2, 12]), 1),
  'a transpose': ({ x }) => tf.transpose(x),
  'parts side by side': ({ x }) => tf.concat([x, tf.ones([4, 2]), x], 1),
  'a stack': ({ row }) => tf.stack([row, tf.square(row)], 1),
  'single rows': ({ x }) => tf.sub(...(tf.unstack(x).slice(0, 2) as [Tensor, Tensor])),
  'equal parts': ({ x }) => tf.mul(...(tf.split(x, 2, 1) as [Tensor, Tensor])),
  'parts of other lengths': ({ x }) => tf.split(x, [1, 3, 2], 1)[1] as Tensor,
  'a slice': ({ x }) => tf.slice(x, [1, 2], [2, -1]),
  'a repetition': ({ row }) => tf.tile(row, [2]),
  'rows of a shared table': ({ labels }) =>
    gatherRows(tf.reshape(tf.range(0, 10), [5, 2]), tf.cast(labels, 'int32')),
  'rows of a table that differs': ({ x, labels }) => gatherRows(x, tf.cast(labels, 'int32')),
  'one-hot labels': ({ labels }) => tf.cast(tf.oneHot(tf.cast(labels, 'int32'), 4), 'float32'),
  'a choice': ({ x }) => tf.where(tf.greater(x, 0), x, tf.zerosLike(x)),
  activations: ({ x }) => tf.add(tf.sigmoid(x), tf.tanh(tf.relu(x))),
  'a cross entropy': ({ x, labels }) => sparseSoftmaxCrossEntropy(x, tf.cast(labels, 'int32')),
  'a margin': ({ x }) =>
    tf.pad(x, [
      [0, 1],
      [2, 0],
    ]),
  'a convolution': ({ x }) =>
    tf.conv2d(tf.reshape(x, [1, 4, 6, 1]) as Tensor4D, tf.ones([2, 2, 1, 1]), 1, 'same'),
  'random numbers': ({ labels }) =>
    statelessUniform([3], tf.cast(tf.slice(labels, [0], [2]), 'int32') as Tensor1D),
};

function inputs(copy: number): { x: Tensor; row: Tensor; labels: Tensor } {
  const seed = 10 * copy;
  return {
    x: tf.randomUniform([4, 6], -1, 1, 'float32', seed + 1),
    row: tf.randomUniform([6], -1, 1, 'float32', seed + 2),
    labels: tf.tensor1d([(copy + 1) % 4, (copy + 2) % 4, copy % 4, 3]),
  };
}

describe.skipIf(!installed)('a step of several copies', () => {
  onTensorFlow();

  it.each(Object.keys(computations))('computes %s as each copy would', (name) => {
    const compute = computations[name] as (values: Values) => Tensor;
    tf.tidy(() => {
      const weights = Array.from({ length: copies }, (_, copy) =>
        tf.variable(tf.randomUniform([6, 5], -1, 1, 'float32', copy + 1)),
      );
      const step =
        (w: Variable): StepFunction =>
        (given) => {
          const values = { ...given, w } as unknown as Values;
          const result = compute(values);
          // Its own values come back in the next run.
          w.assign(tf.add(w, tf.mean(result)));
          return { result };
        };
      const expected = weights.map((w, copy) => valuesOf(step(w)(inputs(copy))['result']));
      const assigned = weights.map(valuesOf);
      for (const mostStackedElements of [Infinity, 0]) {
        weights.forEach((w, copy) =>
          w.assign(tf.randomUniform([6, 5], -1, 1, 'float32', copy + 1)),
        );
        const variables = weights.map((variable, copy) => ({ name: `w${copy}`, variable }));
        const program = new CompiledProgram({ variables, copies, mostStackedElements });
        const [first] = weights as [Variable];
        program.add('step', step(first), inputs(0));
        const all = Array.from({ length: copies }, (_, copy) => inputs(copy));
        const stacked = Object.fromEntries(
          (['x', 'row', 'labels'] as const).map((key) => [
            key,
            tf.stack(all.map((each) => each[key])),
          ]),
        );
        const [result] = Object.values(program.run('step', stacked));
        program.pullVariables();
        program.dispose();
        tf.unstack(result as Tensor).forEach((each, copy) =>
          expect(distance(valuesOf(each), expected[copy] ?? [])).toBeLessThan(1e-5),
        );
        weights.forEach((w, copy) =>
          expect(distance(valuesOf(w), assigned[copy] ?? [])).toBeLessThan(1e-5),
        );
      }
      for (const weight of weights) weight.dispose();
    });
  });

  it('updates the variables of each copy at its own rate, and hands them over one by one', () => {
    tf.tidy(() => {
      const make = (): Variable => tf.variable(tf.zeros([2]));
      const all = [0, 1].map(() => ({ w: make(), mean: make(), square: make() }));
      const variables = all.flatMap((own, copy) =>
        Object.entries(own).map(([name, variable]) => ({ name: `${name}${copy}`, variable })),
      );
      const program = new CompiledProgram({ variables, copies: 2 });
      const [{ w, mean, square }] = all as [(typeof all)[number]];
      const step: StepFunction = ({ gradient, rate }) => {
        const update = { variable: w, gradient: gradient as Tensor, rate: rate as Scalar };
        updateAdam(update, [mean, square], [0, 0], tf.scalar(0));
        return {};
      };
      program.add('step', step, { gradient: tf.ones([2]), rate: tf.scalar(1) });
      // Without memory Adam makes steps of the rate against the sign of the gradient.
      const given = {
        gradient: tf.tensor2d([
          [1, -2],
          [3, 4],
        ]),
        rate: tf.tensor1d([0.5, 2]),
      };
      program.run('step', given);
      program.pullVariables(1);
      expect(all.map((own) => valuesOf(own.w))).toEqual([
        [0, 0],
        [-2, -2],
      ]);
      all[0]?.w.assign(tf.tensor1d([7, 7]));
      program.pushVariables(0);
      all[1]?.w.assign(tf.tensor1d([9, 9]));
      program.run('step', given);
      program.pullVariables();
      expect(all.map((own) => valuesOf(own.w))).toEqual([
        [6.5, 7.5],
        [-4, -4],
      ]);
      program.dispose();
      tf.dispose(all);
    });
  });
});

it('has no rule for ops that are computed copy by copy', () => {
  for (const op of ['Conv2D', 'FusedBatchNormV3', 'StatelessRandomUniformV2', 'toString'])
    expect(stackingRule(op)).toBeUndefined();
});

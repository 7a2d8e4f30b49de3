import { afterEach, describe, expect, it, vi } from 'vitest';
import { batchNormalization } from '#tensorflow/ops/batch-norm';
import { updateAdam } from '#tensorflow/ops/updates';
import { CompiledProgram, type StepFunction } from '#tensorflow/graph/compiled-program';
import { tf, type Scalar, type Tensor, type Tensor2D, type Variable } from '#tensorflow/backend/tf';
import { distance, installed, onTensorFlow, valuesOf } from '../native';

const [rows, inputs, units] = [128, 392, 256];

/** Different numbers around 0, the same at every call. */
function wave(shape: number[], step: number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, index) => Math.sin(step * (index + 1)) / 10),
    shape,
  );
}

describe.skipIf(!installed)('variables that are stored in pieces', () => {
  onTensorFlow();
  afterEach(() => vi.unstubAllEnvs());

  it('train as they do op by op, and are read and written as wholes', () => {
    // Two ops run at the same time, so that weights are stored in two pieces.
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', '1');
    vi.stubEnv('TF_NUM_INTEROP_THREADS', '2');
    const make = (shape: number[], step: number): Variable =>
      tf.tidy(() => tf.variable(wave(shape, step)));
    const [first, second] = [make([inputs, units], 0.7), make([units, units], 1.1)];
    const [bias, scale, offset] = [make([units], 1.3), make([units], 1.7), make([units], 1.9)];
    const moments = [first, second].map(({ shape }) => {
      const zero = (): Variable => tf.tidy(() => tf.variable(tf.zeros(shape)));
      return [zero(), zero()] as const;
    });
    const running = { mean: make([units], 2.1), variance: make([units], 2.3), weight: 0.1 };
    const weights = [first, second];
    const all = [
      ...weights,
      bias,
      scale,
      offset,
      ...moments.flat(),
      running.mean,
      running.variance,
    ];

    const loss = (x: Tensor): Scalar => {
      const sum = tf.add(tf.matMul(x as Tensor2D, first as unknown as Tensor2D), bias);
      const hidden = tf.relu(batchNormalization({ x: sum, scale, offset, epsilon: 1e-3, running }));
      return tf.mean(tf.square(tf.matMul(hidden as Tensor2D, second as unknown as Tensor2D)));
    };
    const train: StepFunction = ({ x }) => {
      const { value, grads } = tf.variableGrads(() => loss(x as Tensor), [...weights, bias]);
      weights.forEach((variable, index) =>
        updateAdam(
          { variable, gradient: grads[variable.name] as Tensor, rate: tf.scalar(0.001) },
          moments[index] as [Variable, Variable],
          [0.9, 0.999],
          tf.scalar(1e-7),
        ),
      );
      bias.assign(tf.sub(bias, grads[bias.name] as Tensor));
      return { value };
    };
    const look: StepFunction = () => ({
      value: tf.sum(tf.matMul(first as unknown as Tensor2D, second as unknown as Tensor2D)),
    });

    const program = new CompiledProgram({
      variables: all.map((variable, index) => ({ name: String(index), variable })),
    });
    tf.tidy(() => {
      const x = wave([rows, inputs], 0.37);
      const before = all.map((variable) => variable.clone());
      // Traced before the variables are in pieces.
      program.add('look', look, {});
      expect(valuesOf(program.run('look', {})['value'])).toHaveLength(1);
      program.add('train', train, { x });
      const values = [1, 2, 3].flatMap(() => valuesOf(program.run('train', { x })['value']));
      const sum = valuesOf(program.run('look', {})['value']);
      program.pullVariables();
      const trained = all.map(valuesOf);

      all.forEach((variable, index) => variable.assign(before[index] as Tensor));
      program.pushVariables();
      const again = [1, 2, 3].flatMap(() => valuesOf(program.run('train', { x })['value']));
      expect(again).toEqual(values);

      const eager = [1, 2, 3].flatMap(() => valuesOf((train({ x }) as { value: Tensor }).value));
      expect(distance(values, eager)).toBeLessThan(1e-5);
      all.forEach((variable, index) =>
        expect(distance(trained[index] ?? [], valuesOf(variable)), String(index)).toBeLessThan(
          1e-4,
        ),
      );
      expect(distance(sum, valuesOf((look({}) as { value: Tensor }).value))).toBeLessThan(1e-3);
    });
    program.dispose();
    tf.dispose(all);
  });

  it.each([3, 4])(
    'train as they do op by op in a recurrent core of %i gates, whose gradients are summed over ticks and shards',
    (gates) => {
      vi.stubEnv('TF_NUM_INTRAOP_THREADS', '1');
      vi.stubEnv('TF_NUM_INTEROP_THREADS', '2');
      const [width, rows, ticks] = [144, 16, 3];
      const make = (shape: number[], step: number): Variable =>
        tf.tidy(() => tf.variable(wave(shape, step)));
      const weight = make([width, gates * width], 0.7);
      const bias = make([gates * width], 1.3);
      const moments = [0, 1].map(() =>
        tf.tidy(() => tf.variable(tf.zeros(weight.shape))),
      ) as unknown as [Variable, Variable];
      const all = [weight, bias, ...moments];

      const loss = (x: Tensor): Scalar => {
        let h = x;
        for (let tick = 0; tick < ticks; tick++) {
          const product = tf.matMul(h as Tensor2D, weight as unknown as Tensor2D);
          const parts = tf.split(tf.add(product, bias), gates, 1).map((part) => tf.tanh(part));
          const [first = h, ...others] = parts;
          h = tf.add(tf.mul(first, h), tf.addN(others));
        }
        return tf.mean(tf.square(h));
      };
      const train: StepFunction = ({ x }) => {
        const shards = tf
          .split(x as Tensor, 2, 0)
          .map((shard) => tf.variableGrads(() => loss(shard), [weight, bias]));
        const gradientOf = ({ name }: Variable): Tensor =>
          tf.addN(shards.map(({ grads }) => grads[name] as Tensor));
        updateAdam(
          { variable: weight, gradient: gradientOf(weight), rate: tf.scalar(0.001) },
          moments,
          [0.9, 0.999],
          tf.scalar(1e-4),
        );
        bias.assign(tf.sub(bias, gradientOf(bias)));
        return { value: tf.addN(shards.map(({ value }) => value)) };
      };

      const program = new CompiledProgram({
        variables: all.map((variable, index) => ({ name: String(index), variable })),
      });
      tf.tidy(() => {
        const x = wave([2 * rows, width], 0.37);
        const before = all.map((variable) => variable.clone());
        program.add('train', train, { x });
        const values = [1, 2, 3].flatMap(() => valuesOf(program.run('train', { x })['value']));
        program.pullVariables();
        const trained = all.map(valuesOf);
        all.forEach((variable, index) => variable.assign(before[index] as Tensor));
        const eager = [1, 2, 3].flatMap(() => valuesOf((train({ x }) as { value: Tensor }).value));
        expect(distance(values, eager)).toBeLessThan(1e-5);
        all.forEach((variable, index) =>
          expect(distance(trained[index] ?? [], valuesOf(variable)), String(index)).toBeLessThan(
            1e-5,
          ),
        );
      });
      program.dispose();
      tf.dispose(all);
    },
  );
});

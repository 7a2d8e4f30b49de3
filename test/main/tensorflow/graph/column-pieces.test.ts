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
});

import { describe, expect, it } from 'vitest';
import { WorkbenchError } from '#spec/errors';
import {
  CompiledProgram,
  type StepFunction,
  type Tensors,
} from '#tensorflow/graph/compiled-program';
import { updateSgd } from '#tensorflow/ops/updates';
import { nodeBackend } from '#tensorflow/backend/node-backend';
import { tf, type Scalar, type Tensor, type Tensor2D, type Variable } from '#tensorflow/backend/tf';
import { installed, onTensorFlow } from '../native';

/** The message of the error with which a step is rejected. */
function errorOf(step: (x: Tensor, own: Variable, other: Variable) => unknown): string {
  const [own, other] = tf.tidy(() => [
    tf.variable(tf.ones([2, 2]), true),
    tf.variable(tf.ones([2, 2]), true, 'someone-elses'),
  ]) as [Variable, Variable];
  const x = tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
  const program = new CompiledProgram({ variables: [{ name: 'kernel', variable: own }] });
  const stepFunction: StepFunction = ({ x: input }) => {
    const result = step(input as Tensor, own, other);
    return (result instanceof tf.Tensor ? { result } : {}) as Tensors;
  };
  try {
    program.add('step', stepFunction, { x });
    return 'compiled';
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    expect(error.kind).toBe('unavailable');
    return error.message;
  } finally {
    tf.dispose([x, own, other]);
    program.dispose();
  }
}

describe.skipIf(!installed)('a step that cannot be compiled is rejected with the reason', () => {
  onTensorFlow();

  it('reads data back to JavaScript', () => {
    expect(
      errorOf((x) => tf.scalar(tf.matMul(x as Tensor2D, x as Tensor2D).dataSync()[0] ?? 0)),
    ).toBe('The step cannot be compiled: it reads the result of BatchMatMulV2 back to JavaScript.');
    expect(errorOf((x) => tf.scalar(x.dataSync()[0] ?? 0))).toContain('reads an input back');
    expect(errorOf((_, own) => tf.scalar(own.dataSync()[0] ?? 0))).toContain(
      "reads the variable 'kernel' back",
    );
    expect(errorOf((x) => tf.gather(x, tf.cast(tf.argMax(x, 1), 'int32')))).toContain(
      'within tf.gather',
    );
  });

  it('reads data back asynchronously, or catches the error', () => {
    expect(errorOf((x) => void tf.neg(x).data())).toContain('back to JavaScript');
    const catchesError = (x: Tensor): unknown => {
      try {
        x.dataSync();
      } catch {
        return x;
      }
      return x;
    };
    expect(errorOf(catchesError)).toContain('reads an input back');
  });

  it('is asynchronous', () => {
    const program = new CompiledProgram({ variables: [] });
    const step = (() => Promise.resolve({})) as unknown as StepFunction;
    expect(() => program.add('step', step, {})).toThrow('asynchronous');
  });

  it('draws random numbers that would be constant, or that no seed reproduces', () => {
    expect(errorOf(() => tf.randomUniform([2], 0, 1, 'float32', 3))).toContain('tf.randomUniform');
    expect(errorOf(() => tf.randomNormal([2]))).toContain('tf.randomNormal');
    expect(errorOf(() => tf.truncatedNormal([2]))).toContain('tf.truncatedNormal');
    expect(errorOf((x) => tf.dropout(x, 0.5))).toContain('tf.dropout');
    expect(errorOf((x) => tf.multinomial(x as Tensor2D, 3, 5))).toContain('Multinomial');
  });

  it('uses ops whose output shape depends on the data, and ops without an output', () => {
    expect(errorOf((x) => tf.unique(tf.reshape(x, [4])).values)).toContain('Unique');
    expect(errorOf(() => void nodeBackend()?.binding.executeOp('NoOp', [], [], 0))).toContain(
      'NoOp',
    );
  });

  it('uses strings, or attributes without a form in a graph', () => {
    expect(errorOf(() => tf.tensor1d(['a', 'b']))).toContain('strings');
    expect(errorOf(() => tf.concat([tf.tensor1d(['a']), tf.tensor1d(['b'])]))).toContain('strings');
    const unknownAttribute = (x: Tensor): unknown => {
      const backend = nodeBackend();
      return backend?.binding.executeOp(
        'Identity',
        [{ name: 'T', type: 99, value: 1 }],
        backend.getInputTensorIds([x]),
        1,
      );
    };
    expect(errorOf(unknownAttribute)).toContain("the attribute 'T' of Identity");
  });

  it('makes variables, or uses variables that it does not capture', () => {
    expect(errorOf((x) => tf.variable(x, true, 'made-within'))).toContain("'made-within'");
    expect(errorOf((x, _, other) => other.assign(x))).toContain(
      "assigns the variable 'someone-elses'",
    );
    expect(errorOf((x, _, other) => tf.add(x, other))).toContain(
      "reads the variable 'someone-elses'",
    );
    const update = (x: Tensor, _: Variable, other: Variable): void =>
      updateSgd({ variable: other, gradient: x, rate: tf.scalar(1) as Scalar });
    expect(errorOf(update)).toContain("updates the variable 'someone-elses'");
  });

  it('runs or compiles another step', () => {
    const inner = new CompiledProgram({ variables: [] });
    inner.add('inner', () => ({ one: tf.scalar(1) }), {});
    tf.dispose(Object.values(inner.run('inner', {})));
    expect(errorOf(() => inner.run('inner', {}).one)).toContain('another compiled step');
    expect(errorOf(() => inner.add('more', () => ({}), {}))).toContain('being recorded');
    inner.dispose();
  });

  it('gives a graph that TensorFlow rejects; earlier steps still run', () => {
    const program = new CompiledProgram({ variables: [] });
    program.add('good', () => ({ one: tf.scalar(1) }), {});
    const bad: StepFunction = () => {
      const backend = nodeBackend();
      const type = backend?.binding.TF_ATTR_INT ?? 0;
      // Eager execution infers the data type T, a graph has to state it.
      const [squeezed] =
        backend?.binding.executeOp(
          'Squeeze',
          [{ name: 'squeeze_dims', type, value: [0] }],
          backend.getInputTensorIds([tf.ones([1, 2])]),
          1,
        ) ?? [];
      return { squeezed: backend?.createOutputTensor(squeezed as never) as Tensor };
    };
    const one = (): unknown => tf.tidy(() => program.run('good', {}).one?.dataSync()[0]);
    expect(one()).toBe(1);
    program.add('bad', bad, {});
    expect(() => program.run('bad', {})).toThrow(/TensorFlow does not take its graph .*'T'/s);
    expect(program.has('bad')).toBe(false);
    expect(one()).toBe(1);
    program.dispose();
  });
});

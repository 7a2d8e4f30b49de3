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

/** Why a step is refused, by message. */
function refusalOf(step: (x: Tensor, own: Variable, other: Variable) => unknown): string {
  const [own, other] = tf.tidy(() => [
    tf.variable(tf.ones([2, 2]), true),
    tf.variable(tf.ones([2, 2]), true, 'someone-elses'),
  ]) as [Variable, Variable];
  const x = tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
  const program = new CompiledProgram({ variables: [{ name: 'kernel', variable: own }] });
  const whole: StepFunction = ({ x: input }) => {
    const result = step(input as Tensor, own, other);
    return (result instanceof tf.Tensor ? { result } : {}) as Tensors;
  };
  try {
    program.add('step', whole, { x });
    return 'not refused';
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    expect(error.kind).toBe('unavailable');
    return error.message;
  } finally {
    tf.dispose([x, own, other]);
    program.dispose();
  }
}

describe.skipIf(!installed)('what cannot be recorded is refused by name', () => {
  onTensorFlow();

  it('reading data back', () => {
    expect(
      refusalOf((x) => tf.scalar(tf.matMul(x as Tensor2D, x as Tensor2D).dataSync()[0] ?? 0)),
    ).toBe('The step cannot be compiled: it reads the result of BatchMatMulV2 back to JavaScript.');
    expect(refusalOf((x) => tf.scalar(x.dataSync()[0] ?? 0))).toContain('reads an input back');
    expect(refusalOf((_, own) => tf.scalar(own.dataSync()[0] ?? 0))).toContain(
      "reads the variable 'kernel' back",
    );
    expect(refusalOf((x) => tf.gather(x, tf.cast(tf.argMax(x, 1), 'int32')))).toContain(
      'within tf.gather',
    );
  });

  it('reading data back later, or where the step swallows the error', () => {
    expect(refusalOf((x) => void tf.neg(x).data())).toContain('back to JavaScript');
    const swallowed = (x: Tensor): unknown => {
      try {
        x.dataSync();
      } catch {
        return x;
      }
      return x;
    };
    expect(refusalOf(swallowed)).toContain('reads an input back');
  });

  it('an asynchronous step', () => {
    const program = new CompiledProgram({ variables: [] });
    const step = (() => Promise.resolve({})) as unknown as StepFunction;
    expect(() => program.add('step', step, {})).toThrow('asynchronous');
  });

  it('random numbers that would be frozen, or that no seed brings back', () => {
    expect(refusalOf(() => tf.randomUniform([2], 0, 1, 'float32', 3))).toContain(
      'tf.randomUniform',
    );
    expect(refusalOf(() => tf.randomNormal([2]))).toContain('tf.randomNormal');
    expect(refusalOf(() => tf.truncatedNormal([2]))).toContain('tf.truncatedNormal');
    expect(refusalOf((x) => tf.dropout(x, 0.5))).toContain('tf.dropout');
    expect(refusalOf((x) => tf.multinomial(x as Tensor2D, 3, 5))).toContain('Multinomial');
  });

  it('ops whose result has a shape of its data, and ops without a result', () => {
    expect(refusalOf((x) => tf.unique(tf.reshape(x, [4])).values)).toContain('Unique');
    expect(refusalOf(() => void nodeBackend()?.binding.executeOp('NoOp', [], [], 0))).toContain(
      'NoOp',
    );
  });

  it('strings, and attributes without a form in a graph', () => {
    expect(refusalOf(() => tf.tensor1d(['a', 'b']))).toContain('strings');
    expect(refusalOf(() => tf.concat([tf.tensor1d(['a']), tf.tensor1d(['b'])]))).toContain(
      'strings',
    );
    const odd = (x: Tensor): unknown => {
      const backend = nodeBackend();
      return backend?.binding.executeOp(
        'Identity',
        [{ name: 'T', type: 99, value: 1 }],
        backend.getInputTensorIds([x]),
        1,
      );
    };
    expect(refusalOf(odd)).toContain("the attribute 'T' of Identity");
  });

  it('variables made within, and those of others', () => {
    expect(refusalOf((x) => tf.variable(x, true, 'made-within'))).toContain("'made-within'");
    expect(refusalOf((x, _, other) => other.assign(x))).toContain(
      "assigns the variable 'someone-elses'",
    );
    expect(refusalOf((x, _, other) => tf.add(x, other))).toContain(
      "reads the variable 'someone-elses'",
    );
    const update = (x: Tensor, _: Variable, other: Variable): void =>
      updateSgd({ variable: other, gradient: x, rate: tf.scalar(1) as Scalar });
    expect(refusalOf(update)).toContain("updates the variable 'someone-elses'");
  });

  it('another compiled step within', () => {
    const inner = new CompiledProgram({ variables: [] });
    inner.add('inner', () => ({ one: tf.scalar(1) }), {});
    tf.dispose(Object.values(inner.run('inner', {})));
    expect(refusalOf(() => inner.run('inner', {}).one)).toContain('another compiled step');
    expect(refusalOf(() => inner.add('more', () => ({}), {}))).toContain('being recorded');
    inner.dispose();
  });

  it('a graph that TensorFlow does not take; the steps from before go on', () => {
    const program = new CompiledProgram({ variables: [] });
    program.add('good', () => ({ one: tf.scalar(1) }), {});
    const bad: StepFunction = () => {
      const backend = nodeBackend();
      const type = backend?.binding.TF_ATTR_INT ?? 0;
      // TensorFlow's eager mode finds the type out, a graph must say it.
      const [made] =
        backend?.binding.executeOp(
          'Squeeze',
          [{ name: 'squeeze_dims', type, value: [0] }],
          backend.getInputTensorIds([tf.ones([1, 2])]),
          1,
        ) ?? [];
      return { made: backend?.createOutputTensor(made as never) as Tensor };
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

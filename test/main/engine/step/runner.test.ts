import { describe, expect, it } from 'vitest';
import { StepRunner } from '#engine/step/runner';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { activeTracer } from '#tensorflow/graph/intercept-binding';
import type { StepFunction } from '#tensorflow/graph/compiled-program';
import { installed, onTensorFlow } from '../../tensorflow/native';
import { onPlainCpu, valuesOf } from '../helpers';

function variableOf(value: number): ReturnType<typeof tf.variable> {
  const first = tf.scalar(value);
  const variable = tf.variable(first, false);
  first.dispose();
  return variable;
}

/** The step's result for a number. */
function runOn(runner: StepRunner, key: string, step: StepFunction, x: number): number {
  const input = tf.scalar(x);
  const outputs = runner.run(key, step, { x: input });
  const value = valuesOf(outputs['y'])[0] ?? Number.NaN;
  tf.dispose([input, ...Object.values(outputs)]);
  return value;
}

const input = (inputs: Readonly<Record<string, Tensor>>): Tensor => inputs['x'] as Tensor;

/** Adds x to a total and gives it; counts how often the function itself is called. */
function adder(total: ReturnType<typeof tf.variable>): StepFunction & { calls: number } {
  const step = Object.assign(
    (inputs: Readonly<Record<string, Tensor>>) => {
      step.calls += 1;
      const y = tf.add(total, input(inputs));
      total.assign(y);
      return { y: tf.clone(y) };
    },
    { calls: 0 },
  );
  return step;
}

describe('steps without TensorFlow', () => {
  onPlainCpu();

  it('run op by op, free what they make, and change the variables', () => {
    const total = variableOf(1);
    const runner = new StepRunner({
      variables: [{ name: 'total', variable: total }],
      compiled: true,
    });
    const step = adder(total);
    expect(runner.compiles).toBe(false);
    expect([2, 4].map((x) => runOn(runner, 'add', step, x))).toEqual([3, 7]);
    expect(step.calls).toBe(2);
    expect(valuesOf(total)).toEqual([7]);
    expect(runner.takeMessages()).toEqual([]);
    runner.dispose();
    total.dispose();
  });

  it('report once that modules cannot have devices of their own', () => {
    const on = (devices: (string | null)[]) =>
      new StepRunner({ variables: [], devices, compiled: true });
    const runner = on([null, 'cpu:0']);
    expect(runner.takeMessages()).toEqual([expect.stringContaining('run op by op')]);
    expect(runner.takeMessages()).toEqual([]);
    expect(on([null, null]).takeMessages()).toEqual([]);
  });
});

describe.skipIf(!installed)('steps on TensorFlow', () => {
  onTensorFlow();

  it('are compiled once for a key, with the values of their variables in the graph until these are pulled', () => {
    const total = variableOf(1);
    const runner = new StepRunner({
      variables: [{ name: 'total', variable: total }],
      compiled: true,
    });
    const step = adder(total);
    expect(runner.compiles).toBe(true);
    expect([2, 4].map((x) => runOn(runner, 'add', step, x))).toEqual([3, 7]);
    expect(step.calls).toBe(1);
    expect(valuesOf(total)).toEqual([1]);
    runner.pullVariables();
    expect(valuesOf(total)).toEqual([7]);
    tf.tidy(() => total.assign(tf.scalar(100)));
    runner.pushVariables();
    expect(runOn(runner, 'add', step, 1)).toBe(101);
    runner.dispose();
    total.dispose();
  });

  it('run op by op where compiling is switched off', () => {
    const total = variableOf(1);
    const runner = new StepRunner({ variables: [], compiled: false });
    const step = adder(total);
    expect([2, 4].map((x) => runOn(runner, 'add', step, x))).toEqual([3, 7]);
    expect(step.calls).toBe(2);
    runner.dispose();
    total.dispose();
  });

  it('run op by op where they cannot be compiled, and report the reason once', () => {
    const total = variableOf(1);
    const runner = new StepRunner({
      variables: [{ name: 'total', variable: total }],
      compiled: true,
    });
    // Depends on the value of a tensor, which no graph can express.
    const reads: StepFunction = (inputs) => {
      const y = tf.mul(total, (input(inputs).dataSync()[0] ?? 0) > 0 ? 2 : 3);
      total.assign(y);
      return { y: tf.clone(y) };
    };
    const add = adder(total);
    // Compiled steps and others share their variables.
    expect(runOn(runner, 'add', add, 4)).toBe(5);
    expect(runOn(runner, 'read', reads, 1)).toBe(10);
    expect(runOn(runner, 'read', reads, -1)).toBe(30);
    expect(runOn(runner, 'read differently', reads, 1)).toBe(60);
    expect(runOn(runner, 'add', add, 4)).toBe(64);
    expect(add.calls).toBe(1);
    expect(runner.takeMessages()).toEqual([
      expect.stringMatching(/^This step runs op by op, not compiled: ./),
    ]);
    runner.dispose();
    total.dispose();
  });

  it('throw an error that is not about compiling, rather than run op by op', () => {
    const runner = new StepRunner({ variables: [], compiled: true });
    const failsInTrace: StepFunction = (inputs) => {
      if (activeTracer()) throw new Error('a mistake in the program');
      return { y: tf.clone(input(inputs)) };
    };
    const x = tf.scalar(1);
    expect(() => runner.run('step', failsInTrace, { x })).toThrow('a mistake in the program');
    expect(runner.takeMessages()).toEqual([]);
    x.dispose();
    runner.dispose();
  });

  it('run op by op beyond the limit of variants, the earlier ones compiled', () => {
    const runner = new StepRunner({ variables: [], compiled: true });
    const calls: number[] = [];
    const step =
      (index: number): StepFunction =>
      (inputs) => {
        calls.push(index);
        return { y: tf.add(input(inputs), index) };
      };
    for (let index = 0; index < 66; index++)
      expect(runOn(runner, String(index), step(index), 1)).toBe(1 + index);
    calls.length = 0;
    for (const index of [0, 63, 64, 65])
      expect(runOn(runner, String(index), step(index), 2)).toBe(2 + index);
    expect(calls).toEqual([64, 65]);
    runner.dispose();
  });
});

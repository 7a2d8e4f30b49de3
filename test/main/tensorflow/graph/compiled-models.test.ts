import { describe, expect, it } from 'vitest';
import {
  CompiledProgram,
  type StepFunction,
  type Tensors,
} from '#tensorflow/graph/compiled-program';
import { updateAdam, updateMomentum, updateRmsprop, updateSgd } from '#tensorflow/ops/updates';
import { gatherRows, oneHotRows } from '#tensorflow/ops/gather';
import { sparseSoftmaxCrossEntropy } from '#tensorflow/ops/cross-entropy';
import { statelessUniform } from '#tensorflow/ops/random';
import {
  tf,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  type Variable,
} from '#tensorflow/backend/tf';
import { distance, installed, onTensorFlow, valuesOf } from '../native';

/** The variables of a model under test, by name, with initial values that depend only on their order. */
class Model {
  readonly #variables = new Map<string, Variable>();
  readonly #initialValues = new Map<string, number[]>();

  make(name: string, shape: number[], limit: number, value = 0): Variable {
    const seed = this.#variables.size + 1;
    const initial = tf.tidy(() =>
      tf.add(value, tf.randomUniform(shape, -limit, limit, 'float32', seed)),
    );
    const variable = tf.variable(initial);
    initial.dispose();
    this.#variables.set(name, variable);
    this.#initialValues.set(name, valuesOf(variable));
    return variable;
  }

  list(): { name: string; variable: Variable }[] {
    return [...this.#variables].map(([name, variable]) => ({ name, variable }));
  }

  reset(): void {
    for (const { name, variable } of this.list())
      tf.tidy(() =>
        variable.assign(tf.tensor(this.#initialValues.get(name) ?? [], variable.shape)),
      );
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
  }
}

/** Compares ten steps run op by op with ten compiled ones, with the same initial values and inputs. */
function compare(model: Model, step: StepFunction, inputsOf: (index: number) => Tensors): void {
  const results: Record<string, Record<string, number[]>> = {};
  const run = (mode: string, runStep: (inputs: Tensors) => Tensors, finish: () => void): void => {
    const outputs: Record<string, number[]> = {};
    for (let index = 0; index < 10; index++)
      tf.tidy(() => {
        for (const [name, tensor] of Object.entries(runStep(inputsOf(index))))
          outputs[`${name} ${index}`] = valuesOf(tensor);
      });
    finish();
    for (const { name, variable } of model.list()) outputs[name] = valuesOf(variable);
    results[mode] = outputs;
    model.reset();
  };
  run('eager', step, () => undefined);
  const program = new CompiledProgram({ variables: model.list() });
  tf.tidy(() => program.add('step', step, inputsOf(0)));
  run(
    'compiled',
    (inputs) => program.run('step', inputs),
    () => program.pullVariables(),
  );
  program.dispose();
  model.dispose();
  for (const [name, expected] of Object.entries(results.eager ?? {}))
    expect(distance(results.compiled?.[name] ?? [], expected), name).toBeLessThan(1e-5);
  const losses = Object.entries(results.eager ?? {}).filter(([name]) => name.startsWith('loss'));
  expect(losses.at(-1)?.[1][0], 'it learns').toBeLessThan(losses[0]?.[1][0] ?? 0);
}

function gradientsOf(loss: () => Tensor, variables: Variable[]): [Tensor, Tensor[]] {
  const { value, grads } = tf.variableGrads(() => loss() as Scalar, variables);
  return [value, variables.map(({ name }) => grads[name] as Tensor)];
}

function uniform(shape: number[], seed: number): Tensor {
  return tf.randomUniform(shape, -1, 1, 'float32', seed);
}

function labels(count: number, classes: number, seed = 7): Tensor1D {
  return tf.tensor1d(
    Int32Array.from(
      { length: count },
      (_, index) => ((index * index + 3) * seed + index) % classes,
    ),
  );
}

describe.skipIf(!installed)('compiled steps compute the same as steps run op by op', () => {
  onTensorFlow();

  it('a perceptron with batch normalisation, dropout, decayed Adam', () => {
    const model = new Model();
    const w1 = model.make('w1', [12, 16], 0.3);
    const scale = model.make('scale', [16], 0.1, 1);
    const offset = model.make('offset', [16], 0.1);
    const w2 = model.make('w2', [16, 5], 0.3);
    const mean = model.make('running mean', [16], 0);
    const all = [w1, scale, offset, w2];
    const slots = all.map((variable, index) => ({
      mean: model.make(`m ${index}`, variable.shape, 0),
      square: model.make(`v ${index}`, variable.shape, 0),
    }));
    const step: StepFunction = ({ x, label, seed, scalars }) => {
      const [rate, epsilon] = tf.unstack(scalars as Tensor) as [Scalar, Scalar];
      const [loss, gradients] = gradientsOf(() => {
        const h = tf.matMul(x as Tensor2D, w1 as unknown as Tensor2D);
        const moments = tf.moments(h, 0);
        mean.assign(tf.add(tf.mul(mean, 0.9), tf.mul(moments.mean, 0.1)));
        const normal = tf.div(tf.sub(h, moments.mean), tf.sqrt(tf.add(moments.variance, 1e-5)));
        const y = tf.relu(tf.add(tf.mul(normal, scale), offset));
        const kept = tf.greaterEqual(statelessUniform(y.shape, seed as Tensor), 0.2);
        const dropped = tf.mul(y, tf.cast(kept, 'float32')) as Tensor2D;
        const logits = tf.matMul(dropped, w2 as unknown as Tensor2D);
        return tf.mean(sparseSoftmaxCrossEntropy(logits as Tensor2D, label as Tensor1D));
      }, all);
      all.forEach((variable, index) => {
        const slot = slots[index];
        if (!slot) return;
        variable.assign(tf.mul(variable, 0.999));
        const gradient = gradients[index] as Tensor;
        updateAdam({ variable, gradient, rate }, [slot.mean, slot.square], [0.9, 0.999], epsilon);
      });
      return { loss, mean };
    };
    compare(model, step, (index) => ({
      x: uniform([20, 12], 5),
      label: labels(20, 5),
      seed: tf.tensor1d([index, 3], 'int32'),
      scalars: tf.tensor1d([0.02 * (1 + index / 10), 1e-6]),
    }));
  });

  it('a convolutional network with momentum', () => {
    const model = new Model();
    const filter = model.make('filter', [3, 3, 2, 4], 0.3);
    const w = model.make('w', [4 * 4 * 4, 3], 0.2);
    const all = [filter, w];
    const velocities = all.map((variable, index) =>
      model.make(`velocity ${index}`, variable.shape, 0),
    );
    const step: StepFunction = ({ x, label }) => {
      const [loss, gradients] = gradientsOf(() => {
        const maps = tf.conv2d(x as Tensor4D, filter as unknown as Tensor4D, 1, 'same');
        const pooled = tf.maxPool(tf.relu(maps) as Tensor4D, 2, 2, 'valid');
        const logits = tf.matMul(tf.reshape(pooled, [6, 64]) as Tensor2D, w as unknown as Tensor2D);
        return tf.mean(sparseSoftmaxCrossEntropy(logits as Tensor2D, label as Tensor1D));
      }, all);
      all.forEach((variable, index) => {
        const [gradient, velocity] = [gradients[index], velocities[index]];
        if (gradient && velocity)
          updateMomentum({ variable, gradient, rate: tf.scalar(0.1) }, velocity, 0.9, index === 1);
      });
      return { loss };
    };
    compare(model, step, () => ({ x: uniform([6, 8, 8, 2], 3), label: labels(6, 3) }));
  });

  it('an LSTM of eight ticks with Adam', () => {
    const [rows, ticks, units, symbols] = [32, 8, 256, 7];
    const model = new Model();
    const table = model.make('table', [symbols, 4 * units], 0.1);
    const recurrent = model.make('recurrent', [units, 4 * units], 0.06);
    const out = model.make('out', [units, symbols], 0.1);
    const h = model.make('h', [rows, units], 0);
    const c = model.make('c', [rows, units], 0);
    const all = [table, recurrent, out];
    const slots = all.map((variable, index) => ({
      mean: model.make(`m ${index}`, variable.shape, 0),
      square: model.make(`v ${index}`, variable.shape, 0),
    }));
    const step: StepFunction = ({ ids, label }) => {
      const finalState: Tensor[] = [];
      const [loss, gradients] = gradientsOf(() => {
        const projected = gatherRows(table as unknown as Tensor2D, ids as Tensor1D);
        let state: [Tensor, Tensor] = [h, c];
        const outputs = tf.split(projected, ticks).map((x) => {
          const gates = tf.add(
            x,
            tf.matMul(state[0] as Tensor2D, recurrent as unknown as Tensor2D),
          );
          const [i, f, o, g] = tf.split(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
          const cell = tf.add(tf.mul(state[1], tf.sigmoid(f)), tf.mul(tf.sigmoid(i), tf.tanh(g)));
          state = [tf.mul(tf.tanh(cell), tf.sigmoid(o)), cell];
          return state[0];
        });
        finalState.push(...state.map((tensor) => tf.keep(tf.clone(tensor))));
        const logits = tf.matMul(tf.concat(outputs, 0) as Tensor2D, out as unknown as Tensor2D);
        return tf.mean(sparseSoftmaxCrossEntropy(logits as Tensor2D, label as Tensor1D));
      }, all);
      [h, c].forEach((variable, index) => variable.assign(finalState[index] as Tensor));
      tf.dispose(finalState);
      all.forEach((variable, index) => {
        const [gradient, slot] = [gradients[index], slots[index]];
        const [rate, epsilon] = [tf.scalar(0.001), tf.scalar(1e-6)];
        if (gradient && slot)
          updateAdam({ variable, gradient, rate }, [slot.mean, slot.square], [0.9, 0.999], epsilon);
      });
      return { loss };
    };
    compare(model, step, () => ({
      ids: labels(rows * ticks, symbols),
      label: labels(rows * ticks, symbols, 5),
    }));
  });

  it('a recurrent layer of two ticks that reads one-hot rows, some of no class', () => {
    const [rows, classes, units] = [256, 20, 256];
    const model = new Model();
    const table = model.make('table', [classes, units], 0.5);
    const bias = model.make('bias', [units], 0.5);
    const recurrent = model.make('recurrent', [units, units], 0.1);
    const all = [table, bias, recurrent];
    const slots = all.map((variable, index) => ({
      mean: model.make(`m ${index}`, variable.shape, 0),
      square: model.make(`v ${index}`, variable.shape, 0),
    }));
    const step: StepFunction = ({ ids }) => {
      const [loss, gradients] = gradientsOf(() => {
        const product = tf.matMul(
          oneHotRows(ids as Tensor1D, classes),
          table as unknown as Tensor2D,
        );
        const x = tf.add(product, bias);
        const next = (h: Tensor): Tensor =>
          tf.tanh(tf.add(x, tf.matMul(h as Tensor2D, recurrent as unknown as Tensor2D)));
        return tf.mean(tf.square(tf.sub(next(next(x)), 0.5)));
      }, all);
      all.forEach((variable, index) => {
        const [gradient, slot] = [gradients[index], slots[index]];
        if (gradient && slot)
          updateAdam(
            { variable, gradient, rate: tf.scalar(0.001) },
            [slot.mean, slot.square],
            [0.9, 0.999],
            tf.scalar(1e-6),
          );
      });
      return { loss };
    };
    compare(model, step, () => ({ ids: tf.sub(labels(rows, classes + 1), tf.scalar(1, 'int32')) }));
  });

  it('every optimizer update, also before and after plain assignments of the same variable', () => {
    const model = new Model();
    const w = model.make('w', [6], 1);
    const slots = ['a', 'b', 'c', 'd'].map((name) => model.make(name, [6], 0)) as Variable[];
    const [velocity, square, mean, variance] = slots as [Variable, Variable, Variable, Variable];
    const step: StepFunction = ({ x }) => {
      const rate = tf.scalar(0.05);
      const update = (): { variable: Variable; gradient: Tensor; rate: Scalar } => ({
        variable: w,
        gradient: tf.sub(w, x as Tensor),
        rate,
      });
      const loss = tf.mean(tf.square(tf.sub(w, x as Tensor)));
      updateSgd(update());
      const afterFirst = tf.mul(w, 1);
      w.assign(tf.mul(w, 0.99));
      updateMomentum(update(), velocity, 0.8, true);
      updateMomentum(update(), velocity, 0.8, false);
      updateRmsprop(update(), square, 0.9, 1e-6);
      w.assign(tf.mul(w, 0.99));
      const between = tf.clone(w);
      updateAdam(update(), [mean, variance], [0.9, 0.99], tf.scalar(1e-6));
      return { loss, afterFirst, between, end: w, velocity };
    };
    compare(model, step, () => ({ x: uniform([6], 9) }));
  });
});

import { describe, expect, it } from 'vitest';
import { buildLayer } from '#engine/model/layers/build-layer';
import { Parameters } from '#engine/model/parameters';
import { isCore, isLoss, nodeSchema } from '#spec/nodes';
import { tf } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf } from '../../helpers';
import { template } from '../../../spec/make';

const pass = { training: true, updateStatistics: true };

/** Output of one node on one-example-a-row inputs, with weights set by name. */
function outputOf(
  settings: Record<string, unknown>,
  inputs: { shape: number[]; values: number[] }[],
  weights: Record<string, number[]> = {},
  training = true,
): { shape: number[]; values: number[] } {
  const node = nodeSchema.parse(settings);
  if (node.kind === 'input' || isLoss(node) || isCore(node)) throw new Error('no layer');
  const parameters = new Parameters(1);
  const shapes = inputs.map(({ shape }) => shape.slice(1));
  const layer = buildLayer(
    node,
    'n',
    shapes,
    [node.kind === 'dense' ? Number(node.units) : 1],
    parameters,
  );
  const result = tf.tidy(() => {
    for (const { name, variable } of parameters.all()) {
      const given = weights[name];
      if (given) variable.assign(tf.tensor(given, variable.shape, 'float32'));
    }
    const y = layer(
      inputs.map(({ shape, values }) => tf.tensor(values, shape)),
      { ...pass, seed: tf.tensor1d([1, 0], 'int32'), training },
    );
    return { shape: y.shape, values: valuesOf(y) };
  });
  parameters.dispose();
  return result;
}

const row = (...values: number[]) => ({ shape: [1, values.length], values });
/** One 2 × 3 map of one channel. */
const map = { shape: [1, 2, 3, 1], values: [1, 2, 3, 4, 5, 6] };

describe('layers, by hand', () => {
  onPlainCpu();

  it('dense: x · kernel + bias, then the activation', () => {
    const weights = { 'n/kernel': [1, -1, 2, -2], 'n/bias': [0.5, 0.5] };
    const { values } = outputOf(
      { kind: 'dense', units: 2, activation: 'relu' },
      [row(1, 2)],
      weights,
    );
    expectClose(values, [5.5, 0]);
  });

  it('conv2d: same and valid padding, stride', () => {
    const weights = { 'n/kernel': [1, 1, 1, 1], 'n/bias': [0] };
    const sum = { kind: 'conv2d', filters: 1, kernel: 2 };
    expect(outputOf({ ...sum, padding: 'valid' }, [map], weights)).toEqual({
      shape: [1, 1, 2, 1],
      values: [12, 16],
    });
    expect(outputOf({ ...sum, padding: 'same' }, [map], weights)).toEqual({
      shape: [1, 2, 3, 1],
      values: [12, 16, 9, 9, 11, 6],
    });
    expect(outputOf({ ...sum, padding: 'same', stride: 2 }, [map], weights).shape).toEqual([
      1, 1, 2, 1,
    ]);
  });

  it('pools: the largest, and the mean of what is there', () => {
    expect(outputOf({ kind: 'maxPool', size: 2, padding: 'same' }, [map]).values).toEqual([5, 6]);
    expect(outputOf({ kind: 'averagePool', size: [2, 3] }, [map]).values).toEqual([3.5]);
    // What lies beyond the edge is not counted: 1, 2, 4, 5 and 2, 3, 5, 6.
    const paper = { kind: 'averagePool', size: 3, stride: 2, padding: 'same' };
    expect(outputOf(paper, [map])).toEqual({ shape: [1, 1, 2, 1], values: [3, 4] });
  });

  it('pools as the paper does in its convolutional template: maxima first, then averages', () => {
    const nodes = Object.values(template('cifar10-cnn-cdni').model.nodes);
    const settings = { size: 3, stride: 2, padding: 'same' };
    expect(nodes.filter(({ kind }) => kind.endsWith('Pool'))).toEqual([
      { kind: 'maxPool', ...settings },
      { kind: 'averagePool', ...settings },
    ]);
  });

  it('flatten, add, concat', () => {
    expect(outputOf({ kind: 'flatten' }, [map])).toEqual({ shape: [1, 6], values: map.values });
    expect(outputOf({ kind: 'add' }, [row(1, 2), row(3, 4), row(5, 6)]).values).toEqual([9, 12]);
    expect(outputOf({ kind: 'concat' }, [row(1), row(2, 3)]).values).toEqual([1, 2, 3]);
  });

  it.each([
    ['relu', [0, 0, 2]],
    ['leakyRelu', [-0.01, 0, 2]],
    ['elu', [Math.exp(-1) - 1, 0, 2]],
    ['sigmoid', [0.268941, 0.5, 0.880797]],
    ['tanh', [-0.761594, 0, 0.964028]],
    ['softplus', [0.313262, Math.LN2, 2.126928]],
    // x · Φ(x) with Φ from the tables of the normal distribution
    ['gelu', [-0.158655, 0, 1.9545]],
  ])('activation %s', (name, expected) => {
    expectClose(
      outputOf({ kind: 'activation', function: name }, [row(-1, 0, 2)]).values,
      expected,
      4,
    );
  });

  it('dropout: keeps the expectation, the same mask for the same seed, nothing outside training', () => {
    const ones = row(...Array.from({ length: 4000 }, () => 1));
    const dropped = outputOf({ kind: 'dropout', rate: 0.25 }, [ones]).values;
    expect(new Set(dropped.map((value) => value.toFixed(4)))).toEqual(
      new Set(['0.0000', '1.3333']),
    );
    const mean = dropped.reduce((sum, value) => sum + value, 0) / 4000;
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
    expect(outputOf({ kind: 'dropout', rate: 0.25 }, [ones]).values).toEqual(dropped);
    expect(outputOf({ kind: 'dropout', rate: 0.25 }, [ones], {}, false).values).toEqual(
      ones.values,
    );
  });
});

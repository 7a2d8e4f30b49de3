import { describe, expect, it } from 'vitest';
import { buildCore } from '#engine/model/layers/core';
import { Parameters } from '#engine/model/parameters';
import { isCore, nodeSchema } from '#spec/nodes';
import { tf } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf } from '../../helpers';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The parts of the state of a core of one unit after one tick on the input x of each row. */
function stepOf(
  settings: Record<string, unknown>,
  weights: Record<string, number[]>,
  x: number[],
  state: number[][],
): number[][] {
  const node = nodeSchema.parse({ units: 1, ...settings });
  if (!isCore(node)) throw new Error('no core');
  const parameters = new Parameters(1);
  const core = buildCore(node, 'n', 1, parameters);
  expect([core.units, core.parts]).toEqual([1, state.length]);
  const found = tf.tidy(() => {
    for (const { name, variable } of parameters.all())
      variable.assign(tf.tensor(weights[name] ?? [], variable.shape, 'float32'));
    const column = (values: number[]) => tf.tensor2d(values, [values.length, 1]);
    return core.step(core.project(column(x)), state.map(column)).map(valuesOf);
  });
  parameters.dispose();
  return found;
}

describe('recurrent cores, by hand', () => {
  onPlainCpu();

  it('a plain core: f(w x + u h + b), each row by itself', () => {
    const weights = { 'n/kernel': [2], 'n/recurrent': [-3], 'n/bias': [0.5] };
    const state = [[0.25, 1]];
    const linear = { kind: 'rnn', activation: 'linear' };
    expectClose(stepOf(linear, weights, [1, 4], state)[0] ?? [], [1.75, 5.5]);
    const tanh = stepOf({ kind: 'rnn' }, weights, [1, 1], state)[0];
    expectClose(tanh ?? [], [Math.tanh(1.75), Math.tanh(-0.5)]);
  });

  it.each([0, 1])('an LSTM with a forget bias of %d: h and c', (forgetBias) => {
    // Gates in the order input, candidate, forget, output.
    const weights = {
      'n/kernel': [1, 0.5, -1, 0.25],
      'n/recurrent': [0.1, 0.2, 0.3, 0.4],
      'n/bias': [0.3, 0, -0.2, 0.1],
    };
    const [x, h, c] = [2, 0.5, -0.8];
    const input = sigmoid(x + 0.1 * h + 0.3);
    const candidate = Math.tanh(0.5 * x + 0.2 * h);
    const forget = sigmoid(-x + 0.3 * h - 0.2 + forgetBias);
    const output = sigmoid(0.25 * x + 0.4 * h + 0.1);
    const cell = forget * c + input * candidate;
    const found = stepOf({ kind: 'lstm', forgetBias }, weights, [x], [[h], [c]]);
    expectClose(found.flat(), [output * Math.tanh(cell), cell]);
  });

  it('a GRU: the reset gate after the product, with a bias of the candidate inside it', () => {
    // Update, reset, candidate.
    const weights = {
      'n/kernel': [0.5, -1, 2],
      'n/recurrent': [0.3, 0.6, -0.9],
      'n/bias': [0.1, 0.2, 0.3],
      'n/candidateBias': [0.7],
    };
    const [x, h] = [0.4, -0.5];
    const update = sigmoid(0.5 * x + 0.3 * h + 0.1);
    const reset = sigmoid(-x + 0.6 * h + 0.2);
    const candidate = Math.tanh(2 * x + 0.3 + reset * (-0.9 * h + 0.7));
    const found = stepOf({ kind: 'gru' }, weights, [x], [[h]]);
    expectClose(found.flat(), [(1 - update) * candidate + update * h]);
  });

  it.each([
    ['rnn', 1, []],
    ['gru', 3, ['n/candidateBias 4']],
    ['lstm', 4, []],
  ])('%s: %d gates, kernels that decay within ±1/√units, biases at zero', (kind, gates, more) => {
    const node = nodeSchema.parse({ kind, units: 4 });
    if (!isCore(node)) throw new Error('no core');
    const parameters = new Parameters(1);
    buildCore(node, 'n', 3, parameters);
    const all = parameters.all();
    expect(all.map(({ name, variable }) => `${name} ${variable.shape.join('×')}`)).toEqual([
      `n/kernel 3×${gates * 4}`,
      `n/recurrent 4×${gates * 4}`,
      `n/bias ${gates * 4}`,
      ...more,
    ]);
    for (const { name, variable, decays } of all) {
      const most = Math.max(...valuesOf(variable).map(Math.abs));
      expect(decays).toBe(!/bias/i.test(name));
      if (decays) expect(most).toBeGreaterThan(0.25);
      expect(most).toBeLessThanOrEqual(decays ? 0.5 : 0);
    }
    parameters.dispose();
  });
});

import { describe, expect, it, vi } from 'vitest';
import { evaluate, evaluateWindows } from '#engine/run/evaluate';
import type { WindowData } from '#engine/feed/feed';
import type { Split } from '#data/dataset';
import { tf } from '#tensorflow/backend/tf';
import {
  eager,
  experiment,
  network,
  numbers,
  onPlainCpu,
  resultOf,
  setWeights,
  wave,
  windowOf,
} from '../helpers';

describe('evaluation', () => {
  onPlainCpu();

  it('goes over the whole split, its last smaller part too', () => {
    const spec = experiment({
      model: {
        nodes: {
          x: { kind: 'input', field: 'x' },
          out: { kind: 'dense', units: 3 },
          loss: { kind: 'softmaxCrossEntropy', target: 'label' },
        },
        edges: [
          { from: 'x', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
    });
    const net = network(spec, numbers(1));
    // Class 0 wins for positive x, class 1 for negative: logits (x, −x, −9).
    setWeights(net, { 'out/kernel': [1, -1, 0], 'out/bias': [0, 0, -9] });
    const count = 1100;
    const split: Split = {
      count,
      columns: {
        x: {
          kind: 'values',
          shape: [1],
          data: Float32Array.from({ length: count }, (_, index) => (index % 2 ? -2 : 2)),
          scale: 0.5,
        },
        // Every tenth label is wrong, the last among them.
        label: {
          kind: 'label',
          classes: 3,
          data: Uint8Array.from({ length: count }, (_, index) =>
            index % 10 === 9 ? 2 : index % 2,
          ),
        },
      },
    };
    const found = resultOf(evaluate(net, split, eager()))?.get('loss');
    expect(found?.incorrect).toBe(110);
    expect(found?.valid).toBe(1100);
    const logSum = Math.log(Math.exp(1) + Math.exp(-1) + Math.exp(-9));
    expect((found?.sum ?? 0) / 1100).toBeCloseTo(0.9 * (logSum - 1) + 0.1 * (logSum + 9), 4);
    expect(resultOf(evaluate(net, { count: 0, columns: {} }, eager()))).toBeNull();
    // It goes in passes, and can be left after each.
    expect([...evaluate(net, split, eager())]).toEqual([
      { done: 500, total: 1100 },
      { done: 1000, total: 1100 },
      { done: 1100, total: 1100 },
    ]);
    const passes = evaluate(net, split, eager());
    passes.next();
    passes.return(null);
    net.dispose();
  });

  it('says the same of a stream with its rows in lanes, from window to window', () => {
    const spec = experiment({
      model: {
        nodes: {
          x: { kind: 'input', field: 'x' },
          core: { kind: 'lstm', units: 2 },
          out: { kind: 'dense', units: 3 },
          loss: { kind: 'softmaxCrossEntropy', target: 'label' },
        },
        edges: [
          { from: 'x', to: 'core' },
          { from: 'core', to: 'core', delay: 1 },
          { from: 'core', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
      task: { kind: 'recall' },
    });
    const net = network(spec, numbers(1));
    for (const { variable } of net.parameters.all())
      tf.tidy(() => variable.assign(tf.tensor(wave(variable.size, 0.8), variable.shape)));
    const rows = 32;
    const window = (offset: number): WindowData => ({
      ...windowOf(
        rows,
        {
          x: { size: 1, isLabel: false, values: wave(rows * 6, 1) },
          label: {
            size: 1,
            isLabel: true,
            values: wave(rows * 6, 2).map((one) => (one > 0 ? 1 : 0)),
          },
        },
        Array.from({ length: rows }, () => []),
        offset,
        3,
        0,
      ),
    });
    const judged = (interOp: string) => {
      vi.stubEnv('TF_NUM_INTRAOP_THREADS', '1');
      vi.stubEnv('TF_NUM_INTEROP_THREADS', interOp);
      const runner = eager();
      Object.defineProperty(runner, 'compiles', { value: true });
      const windows = [window(0), window(3)];
      const result = resultOf(evaluateWindows(net, windows, rows * 6, runner)).get('loss');
      vi.unstubAllEnvs();
      return result;
    };
    // Left after the first pass, it frees the states.
    const passes = evaluateWindows(net, [window(0), window(3)], rows * 6, eager());
    expect(passes.next().value).toEqual({ done: rows * 3, total: rows * 6 });
    passes.return(new Map());
    const [whole, apart] = [judged('1'), judged('2')];
    expect(apart?.valid).toBe(192);
    expect(apart?.valid).toBe(whole?.valid);
    expect(apart?.incorrect).toBe(whole?.incorrect);
    expect(apart?.sum).toBeCloseTo(whole?.sum ?? NaN, 3);
    net.dispose();
  });
});

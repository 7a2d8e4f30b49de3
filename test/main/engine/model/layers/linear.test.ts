import { describe, expect, it } from 'vitest';
import { convolution, linear } from '#engine/model/layers/linear';
import { Parameters } from '#engine/model/parameters';
import { tf } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf } from '../../helpers';

/** Runs `test` in a tidy and frees its parameters. */
function withParameters(test: (parameters: Parameters) => void): void {
  const parameters = new Parameters(1);
  tf.tidy(() => test(parameters));
  parameters.dispose();
}

/** Names, shapes, whether it decays, and the largest first value of each parameter. */
const described = (parameters: Parameters): [string, string, boolean, number][] =>
  parameters
    .all()
    .map(({ name, variable, decays }) => [
      name,
      variable.shape.join('×'),
      decays,
      Math.max(...valuesOf(variable).map(Math.abs)),
    ]);

function assign(parameters: Parameters, ...values: number[][]): void {
  parameters.all().forEach(({ variable }, index) => {
    variable.assign(tf.tensor(values[index] ?? [], variable.shape, 'float32'));
  });
}

describe('linear maps', () => {
  onPlainCpu();

  it('multiply rows by the kernel and add the bias, if they have one', () => {
    withParameters((parameters) => {
      const map = linear(parameters, 'm', 2, 3);
      assign(parameters, [1, 2, 3, 4, 5, 6], [10, 20, 30]);
      expectClose(valuesOf(map(tf.tensor2d([1, -1, 0, 2], [2, 2]))), [7, 17, 27, 18, 30, 42]);
    });
    withParameters((parameters) => {
      const map = linear(parameters, 'm', 2, 1, { bias: false });
      assign(parameters, [1, 2]);
      expectClose(valuesOf(map(tf.tensor2d([3, 4], [1, 2]))), [11]);
    });
  });

  it('start within ±1/√inputs, or at zero; kernels decay', () => {
    withParameters((parameters) => {
      linear(parameters, 'm', 100, 50);
      const [kernel, bias, ...others] = described(parameters);
      expect(others).toEqual([]);
      expect(kernel?.slice(0, 3)).toEqual(['m/kernel', '100×50', true]);
      expect(bias?.slice(0, 3)).toEqual(['m/bias', '50', false]);
      // The largest of many draws is close to the limit.
      for (const one of [kernel, bias]) {
        expect(one?.[3]).toBeLessThanOrEqual(0.1);
        expect(one?.[3]).toBeGreaterThan(0.09);
      }
    });
    withParameters((parameters) => {
      linear(parameters, 'm', 4, 2, { start: 'zero' });
      expect(described(parameters).map(([, , , most]) => most)).toEqual([0, 0]);
    });
  });
});

describe('convolutions', () => {
  onPlainCpu();

  it('sum the channels under the kernel, by filter', () => {
    withParameters((parameters) => {
      const map = convolution(parameters, 'm', 2, 2, [1, 2], { padding: 'valid' });
      // Kernel column, channel, filter.
      assign(parameters, [1, 0, 0, 1, 2, 0, 0, 2], [0, 100]);
      const maps = tf.tensor([1, 10, 2, 20, 3, 30], [1, 1, 3, 2]);
      const found = map(maps);
      expect(found.shape).toEqual([1, 1, 2, 2]);
      expectClose(valuesOf(found), [1 + 4, 10 + 40 + 100, 2 + 6, 20 + 60 + 100]);
    });
  });

  it('keep rows and columns, divided by the stride, where they are padded', () => {
    withParameters((parameters) => {
      const map = convolution(parameters, 'm', 1, 1, [3, 3], { bias: false, stride: [2, 1] });
      expect(map(tf.ones([1, 4, 5, 1])).shape).toEqual([1, 2, 5, 1]);
      expect(described(parameters)).toHaveLength(1);
    });
  });

  it('start within ±1/√(numbers under the kernel)', () => {
    withParameters((parameters) => {
      convolution(parameters, 'm', 4, 40, [5, 5]);
      const [kernel, bias] = described(parameters);
      expect(kernel?.slice(0, 3)).toEqual(['m/kernel', '5×5×4×40', true]);
      expect(bias?.slice(0, 3)).toEqual(['m/bias', '40', false]);
      for (const one of [kernel, bias]) {
        expect(one?.[3]).toBeLessThanOrEqual(0.1);
        expect(one?.[3]).toBeGreaterThan(0.09);
      }
    });
  });
});

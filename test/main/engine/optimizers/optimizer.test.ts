import { describe, expect, it } from 'vitest';
import { Optimizer } from '#engine/optimizers/optimizer';
import { Parameters } from '#engine/model/parameters';
import { optimizerSchema, type Schedule } from '#spec/optimizer';
import { tf } from '#tensorflow/backend/tf';
import type { z } from 'zod';
import { expectClose, onPlainCpu, valuesOf } from '../helpers';

/** Values of one parameter that starts at (1, 1) after updates with the given gradients. */
function after(settings: z.input<typeof optimizerSchema>, gradients: number[][]): number[] {
  const parameters = new Parameters(1);
  const variable = parameters.create('w', [2], 'ones', { decays: true });
  const optimizer = new Optimizer(optimizerSchema.parse(settings), parameters.all(), 10);
  gradients.forEach((gradient, step) => {
    const tensor = tf.tensor1d(gradient);
    optimizer.apply([tensor], step);
    tensor.dispose();
  });
  const values = valuesOf(variable);
  optimizer.dispose();
  parameters.dispose();
  return values;
}

describe('optimizers, by hand', () => {
  onPlainCpu();
  const two = [
    [1, -2],
    [3, 0],
  ];

  it('sgd', () => {
    expectClose(after({ kind: 'sgd', rate: 0.1 }, two), [0.6, 1.2]);
  });

  it('momentum and Nesterov', () => {
    // velocities: (1, −2), then 0.5 · that + (3, 0) = (3.5, −1)
    const settings = { kind: 'momentum', rate: 0.1, momentum: 0.5 } as const;
    expectClose(after(settings, two), [1 - 0.1 - 0.35, 1 + 0.2 + 0.1]);
    // directions: (1.5, −3), then (3 + 1.75, −0.5)
    expectClose(after({ ...settings, nesterov: true }, two), [1 - 0.15 - 0.475, 1 + 0.3 + 0.05]);
  });

  it('rmsprop', () => {
    // squares: (0.5, 2), then (4.75, 1)
    const expected = [1 - 0.1 / Math.sqrt(0.5) - 0.3 / Math.sqrt(4.75), 1 + 0.2 / Math.sqrt(2)];
    expectClose(after({ kind: 'rmsprop', rate: 0.1, decay: 0.5 }, two), expected);
  });

  it('adam', () => {
    // The first update is rate · sign whatever the size; the second with both corrections.
    const mean = (0.9 * 0.1 * 1 + 0.1 * 3) / (1 - 0.9 ** 2);
    const square = (0.999 * 0.001 * 1 + 0.001 * 9) / (1 - 0.999 ** 2);
    const still = (0.9 * 0.1 * -2) / (1 - 0.9 ** 2);
    const stillSquare = (0.999 * 0.001 * 4) / (1 - 0.999 ** 2);
    const expected = [
      1 - 0.1 - (0.1 * mean) / Math.sqrt(square),
      1 + 0.1 - (0.1 * still) / Math.sqrt(stillSquare),
    ];
    expectClose(after({ kind: 'adam', rate: 0.1 }, two), expected);
  });

  it('scales gradients down to the norm allowed, and never up', () => {
    expectClose(after({ kind: 'sgd', rate: 1, clipNorm: 1 }, [[3, 4]]), [0.4, 0.2]);
    expectClose(after({ kind: 'sgd', rate: 1, clipNorm: 10 }, [[3, 4]]), [-2, -3]);
  });

  it('takes decoupled weight decay off a kernel', () => {
    expectClose(after({ kind: 'sgd', rate: 0.1, weightDecay: 0.5 }, [[1, 0]]), [0.85, 0.95]);
  });

  it('follows its schedule', () => {
    const schedule: Schedule = { kind: 'step', at: [1], factor: 0.1 };
    expectClose(after({ kind: 'sgd', rate: 0.1, schedule }, two), [1 - 0.1 - 0.03, 1.2]);
  });

  it('takes everything that changes with the step as numbers of that step', () => {
    const parameters = new Parameters(1);
    const variable = parameters.create('w', [2], 'ones', { decays: true });
    const schedule: Schedule = { kind: 'step', at: [1], factor: 0.1 };
    const settings = {
      kind: 'adam',
      rate: 0.1,
      weightDecay: 0.5,
      epsilon: 0.01,
      schedule,
    } as const;
    const optimizer = new Optimizer(optimizerSchema.parse(settings), parameters.all(), 10);
    // Kept of the weight; rate and ε with their corrections, which are 1 / (1 − β1ᵗ) and √(1 − β2ᵗ).
    const correction = Math.sqrt(1 - 0.999 ** 2);
    optimizer.countUpdate();
    const first = optimizer.scalars(0);
    optimizer.countUpdate();
    const second = optimizer.scalars(1);
    expectClose(first, [0.95, (0.1 * Math.sqrt(0.001)) / 0.1, 0.01 * Math.sqrt(0.001)]);
    expectClose(second, [0.995, (0.01 * correction) / (1 - 0.81), 0.01 * correction]);
    expect(optimizer.count).toBe(2);
    tf.tidy(() => optimizer.update([tf.tensor1d([1, -2])], tf.tensor1d(first)));
    // √v is then √0.001 · |g|, to which the corrected ε comes.
    const moved = (gradient: number): number => (0.1 * gradient) / (Math.abs(gradient) + 0.01);
    expectClose(valuesOf(variable), [0.95 - moved(1), 0.95 - moved(-2)]);
    expect(optimizer.count).toBe(2);
    optimizer.dispose();
    parameters.dispose();
  });

  it('leaves a parameter alone to which no gradient arrived', () => {
    const parameters = new Parameters(1);
    const variable = parameters.create('w', [1], 'ones');
    const settings = optimizerSchema.parse({ kind: 'adam', rate: 0.1 });
    const optimizer = new Optimizer(settings, parameters.all(), 10);
    optimizer.apply([null], 0);
    expect(valuesOf(variable)).toEqual([1]);
    expect(optimizer.slots().map(({ name }) => name)).toEqual(['w/mean', 'w/square']);
    optimizer.dispose();
    parameters.dispose();
  });
});

import { describe, expect, it } from 'vitest';
import { updateRule } from '#engine/optimizers/rule';
import { optimizerSchema } from '#spec/optimizer';
import { tf, type Scalar } from '#tensorflow/backend/tf';
import type { z } from 'zod';
import { expectClose, onPlainCpu, valuesOf } from '../helpers';

type Settings = z.input<typeof optimizerSchema>;

/** A weight of 1 and its slots after one update with the gradient 2. `slots`: their values before. */
function updated(settings: Settings, slots: number[], scalars: number[]): number[] {
  const rule = updateRule(optimizerSchema.parse(settings));
  expect(rule.slots).toHaveLength(slots.length);
  return tf.tidy(() => {
    const [weight, ...kept] = [1, ...slots].map((value) => tf.variable(tf.tensor1d([value])));
    if (!weight) throw new Error('no weight');
    rule.update(weight, tf.tensor1d([2]), kept, scalars.map((one) => tf.scalar(one)) as Scalar[]);
    const values = [weight, ...kept].flatMap(valuesOf);
    for (const variable of [weight, ...kept]) variable.dispose();
    return values;
  });
}

describe('update rules, by hand', () => {
  onPlainCpu();

  it('sgd', () => {
    expectClose(updated({ kind: 'sgd', rate: 1 }, [], [0.1]), [0.8]);
  });

  it('momentum keeps a velocity', () => {
    const settings: Settings = { kind: 'momentum', rate: 1, momentum: 0.5 };
    // 0.5 · 3 + 2 = 3.5
    expectClose(updated(settings, [3], [0.1]), [0.65, 3.5]);
    expectClose(updated({ ...settings, nesterov: true }, [3], [0.1]), [1 - 0.1 * 3.75, 3.5]);
  });

  it('rmsprop keeps a mean of squares', () => {
    const settings: Settings = { kind: 'rmsprop', rate: 1, decay: 0.75 };
    // 0.75 · 4 + 0.25 · 4
    expectClose(updated(settings, [4], [0.1]), [1 - (0.1 * 2) / 2, 4]);
    expectClose(updated(settings, [0], [0.1]), [1 - (0.1 * 2) / 1, 1]);
  });

  it('adam keeps running means of gradients and squares, and takes its bias corrections as scalars', () => {
    const settings: Settings = { kind: 'adam', rate: 1, beta1: 0.5, beta2: 0.75 };
    // 0.5 · 3 + 0.5 · 2, 0.75 · 4 + 0.25 · 4; the second scalar is ε.
    expectClose(updated(settings, [3, 4], [0.1, 0.5]), [1 - (0.1 * 2.5) / (2 + 0.5), 2.5, 4]);
    const rule = updateRule(optimizerSchema.parse({ ...settings, epsilon: 0.01 }));
    const correction = Math.sqrt(1 - 0.75 ** 3);
    expectClose(rule.scalars(0.2, 3), [(0.2 * correction) / (1 - 0.5 ** 3), 0.01 * correction]);
  });

  it('names its slots as they stand in checkpoints', () => {
    const slots = (['sgd', 'momentum', 'rmsprop', 'adam'] as const).map(
      (kind) => updateRule(optimizerSchema.parse({ kind, rate: 1 })).slots,
    );
    expect(slots).toEqual([[], ['velocity'], ['square'], ['mean', 'square']]);
  });

  it('throws where a slot is missing', () => {
    const rule = updateRule(optimizerSchema.parse({ kind: 'momentum', rate: 1 }));
    tf.tidy(() => {
      const weight = tf.variable(tf.tensor1d([1]));
      expect(() => rule.update(weight, tf.tensor1d([2]), [], [tf.scalar(1)])).toThrow('slot');
      weight.dispose();
    });
  });
});

import { expect, it } from 'vitest';
import { Optimizer } from '#engine/optimizers/optimizer';
import { StepScalars } from '#engine/step/step-scalars';
import { optimizerSchema } from '#spec/optimizer';
import { tf } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf } from '../helpers';
import { feedForward } from '../pass/small-networks';

onPlainCpu();

const schedule = { kind: 'step', at: [3], factor: 0.1 } as const;
const optimizers = (): Map<string, Optimizer> =>
  new Map(
    [
      optimizerSchema.parse({ kind: 'sgd', rate: 0.5, schedule, weightDecay: 0.2 }),
      optimizerSchema.parse({ kind: 'sgd', rate: 0.25 }),
    ].map((settings, index) => [String(index), new Optimizer(settings, [], 10)]),
  );

it('reads the numbers of a step back where they were written', () => {
  const net = feedForward({ warmup: 3 });
  const scalars = new StepScalars(net, 'dni', optimizers());
  tf.tidy(() => {
    const on = { edge: 'a->b' } as const;
    const found = [2, 3].map((step) => {
      const vector = scalars.write(step);
      return [scalars.warmupOf(on, vector), ...scalars.ratesOf(vector)];
    });
    expect(found.map(([warmup]) => warmup?.shape)).toEqual([[], []]);
    // The warm-up, then of each optimizer what a weight keeps and the rate.
    expectClose((found[0] ?? []).flatMap(valuesOf), [0, 0.9, 0.5, 1, 0.25]);
    expectClose((found[1] ?? []).flatMap(valuesOf), [1, 0.99, 0.05, 1, 0.25]);
  });
  net.dispose();
});

it('has no warm-up where synthesizers are not used, and is never empty', () => {
  const net = feedForward({ warmup: 3 });
  tf.tidy(() => {
    const scalars = new StepScalars(net, 'none', new Map());
    const vector = scalars.write(0);
    expect(vector.size).toBeGreaterThan(0);
    expect(valuesOf(scalars.warmupOf({ edge: 'a->b' }, vector))).toEqual([1]);
    expect(scalars.ratesOf(vector)).toEqual([]);
  });
  net.dispose();
});

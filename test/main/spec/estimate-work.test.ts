import { expect, it } from 'vitest';
import { estimateRunWork, estimateStepWork } from '#spec/estimate-work';
import { mnistFields, template } from './make';

it('counts forward and backward products of all rows', () => {
  const forward = 784 * 256 + 256 * 256 + 256 * 10;
  // Linear synthesizers on 256 units and 10 labels.
  const synthesizers = 2 * 266 * 256;
  const cdni = template('mnist-cdni');
  expect(estimateStepWork(cdni, mnistFields)).toBe(3 * 256 * (forward + synthesizers));
  const backprop = { ...cdni, training: { ...cdni.training, method: 'backprop' as const } };
  expect(estimateStepWork(backprop, mnistFields)).toBe(3 * 256 * forward);
});

it('counts the ticks of a window, and a recurrent synthesizer once', () => {
  const label = { kind: 'label', classes: 50 } as const;
  const fields = { symbol: label, next: label };
  const tick = 4 * 1024 * (50 + 1024) + 1024 * 50;
  // The state of 2,048 numbers to 1,024 hidden units and back.
  const synthesizer = 2 * 2048 * 1024;
  expect(estimateStepWork(template('paper-ptb-bptt-40'), fields)).toBe(3 * 256 * 40 * tick);
  expect(estimateStepWork(template('paper-ptb-dni-8'), fields)).toBe(
    3 * 256 * (8 * tick + synthesizer),
  );
});

it('counts the forward passes of all evaluations of a run', () => {
  const forward = 784 * 256 + 256 * 256 + 256 * 10;
  const cdni = template('mnist-cdni');
  const training = { ...cdni.training, steps: 300, evaluateEvery: 100 };
  const spec = { ...cdni, training };
  const steps = 300 * estimateStepWork(spec, mnistFields);
  expect(estimateRunWork(spec, mnistFields, null)).toBe(steps);
  // Before the first step, and after 100, 200 and 300.
  const counts = { train: 55_000, validation: 5000, test: 10_000 };
  expect(estimateRunWork(spec, mnistFields, counts)).toBeCloseTo(steps + 4 * 15_000 * forward, 0);
  // Each tick of a text once, whatever the window.
  const label = { kind: 'label', classes: 50 } as const;
  const fields = { symbol: label, next: label };
  const tick = 4 * 1024 * (50 + 1024) + 1024 * 50;
  const stream = template('paper-ptb-dni-8');
  const short = { ...stream, training: { ...stream.training, steps: 1, evaluateEvery: 1 } };
  expect(estimateRunWork(short, fields, { train: 9, validation: 30, test: 20 })).toBeCloseTo(
    estimateStepWork(short, fields) + 2 * 50 * tick,
    0,
  );
});

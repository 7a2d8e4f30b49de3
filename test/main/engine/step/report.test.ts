import { expect, it } from 'vitest';
import type { Network } from '#engine/model/network';
import type { InterfaceTrace } from '#engine/pass/edge-method';
import type { WindowPassResult } from '#engine/pass/window-pass';
import { packReport, unpackReports, type StepReport } from '#engine/step/report';
import type { EdgeId } from '#spec/model';
import { tf, type Scalar } from '#tensorflow/backend/tf';
import { experiment, network, numbers, onPlainCpu } from '../helpers';

onPlainCpu();

/** Two losses, of a class and of a number, each above an interface. */
const spec = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'x' },
      a: { kind: 'dense', units: 2 },
      b: { kind: 'dense', units: 3 },
      c: { kind: 'dense', units: 1 },
      symbol: { kind: 'softmaxCrossEntropy', target: 'label' },
      force: { kind: 'meanSquaredError', target: 'y' },
    },
    edges: [
      { from: 'x', to: 'a' },
      { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [] } } },
      { from: 'a', to: 'c', decoupled: { synthesizer: { hidden: [] } } },
      { from: 'b', to: 'symbol' },
      { from: 'c', to: 'force' },
    ],
  },
});

/** Messages of two numbers whose prediction is off by `error` in the first. */
function trace(error: number[] | null, mask: number[] | null = null): InterfaceTrace {
  const rows = error?.length ?? 1;
  return {
    sentAt: [1],
    message: tf.zeros([rows, 2]),
    received: tf.zeros([rows, 2]),
    synthetic: tf.tensor2d((error ?? [9]).map((one) => [5 + one, 1])),
    arriving: error && tf.tensor2d(error.map(() => [5, 1])),
    mask: mask && tf.tensor1d(mask),
  };
}

function reported(
  net: Network,
  losses: [string, (number | null)[]][],
  traces: [EdgeId, InterfaceTrace[]][][],
): StepReport {
  const results = traces.map((one) => ({ traces: new Map(one) }) as unknown as WindowPassResult);
  const sums = losses.map(([id, numbersOf]) => {
    const [sum, valid, incorrect] = numbersOf.map((one) => one !== null && tf.scalar(one));
    return [
      id,
      { sum: sum as Scalar, valid: valid as Scalar, incorrect: incorrect || null },
    ] as const;
  });
  const row = packReport(net, results, { losses: new Map(sums) });
  const [other, report] = unpackReports(net, tf.stack([tf.zerosLike(row), row]));
  // Of another step of the same call.
  expect(other?.losses.get('force')).toEqual({ sum: 0, valid: 0, incorrect: 0 });
  return report as StepReport;
}

it('unpacks the numbers of each loss, `incorrect` only where the target is a class', () => {
  const net = network(spec, numbers(1));
  tf.tidy(() => {
    const both = reported(
      net,
      [
        ['force', [0.5, 2, null]],
        ['symbol', [1.5, 4, 3]],
      ],
      [],
    );
    expect([...both.losses]).toEqual([
      ['symbol', { sum: 1.5, valid: 4, incorrect: 3 }],
      ['force', { sum: 0.5, valid: 2, incorrect: null }],
    ]);
    expect(both.synthesizerLoss.size).toBe(0);
    // A loss that did not compute in this step.
    const one = reported(net, [['force', [0.5, 2, null]]], []);
    expect(one.losses.get('symbol')).toEqual({ sum: 0, valid: 0, incorrect: null });
    expect(one.losses.get('force')).toEqual({ sum: 0.5, valid: 2, incorrect: null });
  });
  net.dispose();
});

it('averages the error of a synthesizer over all its messages in the step', () => {
  const net = network(spec, numbers(1));
  tf.tidy(() => {
    const { synthesizerLoss } = reported(
      net,
      [],
      [
        [['a->c', [trace([4]), trace(null)]]],
        // Of the last two rows one does not count; it is still a row.
        [['a->c', [trace([1, 2, 3], [1, 1, 0])]]],
      ],
    );
    expect([...synthesizerLoss.keys()]).toEqual(['a->c']);
    expect(synthesizerLoss.get('a->c')).toBeCloseTo((16 + 1 + 4) / 4, 5);
  });
  net.dispose();
});

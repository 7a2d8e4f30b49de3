import { expect, it } from 'vitest';
import { estimateStepWork } from '#spec/estimate-work';
import type { Fields } from '#spec/task';
import { findCliffs, slopesOf, type SizedTime } from '../../bench/scaling/growth';
import {
  scalingNotes,
  startHeader,
  startRows,
  stepHeader,
  stepRows,
} from '../../bench/scaling/report';
import { measureSweeps, type SweepTimes } from '../../bench/scaling/scaling';
import { experimentOf, sweeps } from '../../bench/scaling/sweeps';

const sized = (
  value: number,
  flop: number,
  milliseconds: number | null,
  compileSeconds: number | null = 0.1,
): SizedTime => ({ value, flop, milliseconds, compileSeconds });

it('takes the slope from the last size before that has a time', () => {
  const times = [
    sized(1, 1, 2),
    sized(2, 2, 4),
    sized(4, 8, 8),
    sized(8, 16, null),
    sized(9, 32, 8),
  ];
  expect(slopesOf(times)).toEqual([null, 1, expect.closeTo(0.5), null, 0]);
});

it('calls a step a cliff that grows by more than half beyond its arithmetic', () => {
  const times = [sized(1, 1, 1), sized(2, 2, 3), sized(4, 4, 9.2), sized(8, 8, 9.2)];
  expect(findCliffs(times, false)).toEqual([
    { from: 2, to: 4, what: 'step', excess: expect.closeTo(9.2 / 3 / 2) },
  ]);
});

it('compares the time to compile with the growth of the graph, and leaves out what is below half a second', () => {
  const times = [
    sized(1, 1, 1, 0.1),
    sized(2, 2, 2, 0.7),
    sized(4, 4, 4, 1.4),
    sized(8, 8, 8, 5.6),
  ];
  expect(findCliffs(times, true)).toEqual([{ from: 4, to: 8, what: 'compile', excess: 2 }]);
  expect(findCliffs(times, false).map(({ to, excess }) => [to, excess])).toEqual([
    [4, 2],
    [8, 4],
  ]);
});

const fields: Fields = {
  image: { kind: 'values', shape: [28, 28, 1] },
  label: { kind: 'label', classes: 10 },
  symbol: { kind: 'label', classes: 50 },
  recalled: { kind: 'label', classes: 50 },
};

it.each(sweeps)(
  'counts the products of $name as the program does, but those for inputs',
  (sweep) => {
    for (const value of sweep.values) {
      const experiment = experimentOf(sweep, value);
      // The first weights need no gradient of the images or symbols that they multiply.
      const { batch, unroll = 1 } = experiment.training;
      const firstWeights =
        sweep.name === 'unroll'
          ? unroll * 50 * 4 * 256
          : 784 * (sweep.name === 'width' ? value : 256);
      expect(sweep.multiplyAdds(value)).toBe(
        estimateStepWork(experiment, fields) - batch * firstWeights,
      );
    }
    expect(sweep.values).toEqual(expect.arrayContaining([...sweep.quickValues]));
    expect(sweep.values).toEqual(expect.arrayContaining([...sweep.slowValues]));
  },
);

const measured: SweepTimes = {
  sweep: 'depth',
  model: 'a model',
  mostStartSeconds: 60,
  contenders: {
    compiled: {
      times: [
        { ...sized(2, 2e9, 10, 1), firstStep: 2 },
        { ...sized(4, 4e9, 20, 2), firstStep: 3 },
        { ...sized(8, 8e9, 40, 4), firstStep: 5 },
      ],
      slopes: [null, 1, 1],
      cliffs: [],
    },
    torchCompile: {
      times: [
        { ...sized(2, 2e9, 12, 20), firstStep: 23 },
        { ...sized(4, 4e9, null, null), firstStep: null },
        { ...sized(8, 8e9, null, null), firstStep: null, isSkipped: true },
      ],
      slopes: [null, null, null],
      cliffs: [{ from: 2, to: 4, what: 'compile', excess: 3 }],
    },
  },
};

it('has a row for each size, with what did not start in time or was not tried again', () => {
  expect(stepRows([measured])).toEqual([
    ['depth 2', '2.00', '10.0', '200.0', '–', '–', '–', '12.0 (1.20)', '–'],
    ['depth 4', '4.00', '20.0', '200.0', '1.00', '–', '–', '–', '–'],
    ['depth 8', '8.00', '40.0', '200.0', '1.00', '–', '–', '–', '–'],
  ]);
  expect(startRows([measured])).toEqual([
    ['depth 2', '1.0', '2.0', '–', '20.0', '23.0'],
    ['depth 4', '2.0', '3.0', '–', 'none in 60', 'none in 60'],
    ['depth 8', '4.0', '5.0', '–', '–', '–'],
  ]);
  expect(stepRows([measured])[0]).toHaveLength(stepHeader.length);
  expect(startRows([measured])[0]).toHaveLength(startHeader.length);
  expect(scalingNotes([measured])[2]).toMatch(
    /: compiled none\. torch\.compile depth 2 to 4, compiling 3\.0 times\.$/,
  );
});

it('rejects an unknown sweep with a list of all', async () => {
  const options = { python: 'python3', quick: true, log: () => undefined };
  await expect(measureSweeps(['length'], options).next()).rejects.toThrow(
    "There is no sweep 'length'. There are: width, depth, batch, unroll.",
  );
});

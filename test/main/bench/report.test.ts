import { expect, it } from 'vitest';
import type { Timing } from '../../bench/measure';
import { jsonOf, notesOf, rowsOf } from '../../bench/report';
import { entrants, type ContenderName } from '../../bench/contenders';
import { median, quantile, ratios, spread } from '../../bench/statistics';
import { workload, workloadNames } from '../../bench/workloads';

const timing = (name: ContenderName, rounds: number[], peak: number | null = null): Timing => ({
  name,
  threads: name === 'compiled' ? null : { intraOp: 1, interOp: 2 },
  rounds,
  firstStep: 1.25,
  peak,
});

it('finds quantiles between neighbours, and ratios round by round', () => {
  expect(median([4, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([0, 10], 0.25)).toBe(2.5);
  expect(spread([0, 10, 20, 30, 40])).toBe(20);
  expect(ratios([2, 9], [1, 3])).toEqual([2, 3]);
  expect(median([])).toBeNaN();
});

it('prints a workload as one object, null where nothing was run', () => {
  const line = jsonOf({
    workload: 'w',
    timings: [timing('compiled', [2, 4, 3], 512.4), timing('pytorch', [4, 8, 9])],
  });
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    workload: 'w',
    eager: null,
    compiled: 3,
    xla: null,
    pytorch: 8,
    torchCompile: null,
    tfFunction: null,
    oneThread: null,
    spread: {
      ...{ eager: null, compiled: 1, pytorch: 2.5 },
      ...{ xla: null, torchCompile: null, tfFunction: null, oneThread: null },
    },
    ratio: {
      ...{ eager: null, compiled: [1, 1, 1], pytorch: [2, 2, 3] },
      ...{ xla: null, torchCompile: null, tfFunction: null, oneThread: null },
    },
    threads: {
      ...{ eager: null, compiled: null, pytorch: '1 × 2' },
      ...{ xla: null, torchCompile: null, tfFunction: null, oneThread: null },
    },
    firstStepSeconds: {
      ...{ eager: null, compiled: 1.25, pytorch: 1.25 },
      ...{ xla: null, torchCompile: null, tfFunction: null, oneThread: null },
    },
    peakMegabytes: {
      ...{ eager: null, compiled: 512, pytorch: null },
      ...{ xla: null, torchCompile: null, tfFunction: null, oneThread: null },
    },
  });
});

it('sets a workload beside its baseline', () => {
  const findings = [
    { workload: 'locked', timings: [timing('compiled', [4])] },
    {
      workload: 'unlocked',
      baseline: 'locked',
      timings: [timing('compiled', [3]), timing('oneThread', [6])],
    },
  ];
  expect(notesOf(findings).at(-1)).toBe(
    'unlocked: 0.75 of a step of locked; of its own time on one thread 0.50.',
  );
  const shown = entrants('python3', 'cpu').filter(({ name }) => name !== 'eager');
  expect(rowsOf(findings, shown)[1]).toEqual([
    'unlocked',
    '3.00',
    '6.00 (2.00)',
    '–',
    '–',
    '–',
    '1.3 s',
    '–',
  ]);
});

it('describes every workload as a spec, and names those there are', async () => {
  const all = await Promise.all(workloadNames.map(workload));
  for (const { name, baseline } of all)
    if (baseline !== undefined) expect(workloadNames, name).toContain(baseline);
  expect(all.find(({ name }) => name === 'lstm-1024-40-dni')?.spec.training).toMatchObject({
    method: 'dni',
    unroll: 40,
    batch: 32,
  });
  await expect(workload('lstm')).rejects.toThrow(/There is no workload 'lstm'. There are: mnist-/);
});

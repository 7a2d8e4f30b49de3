import { expect, it } from 'vitest';
import type { Timing } from '../../bench/measure';
import { formatJson, leadNotes, tableNotes, tableRows } from '../../bench/report';
import { contenderSpecs, type ContenderName } from '../../bench/contenders';
import { median, quantile, ratios, interquartileRange } from '../../bench/statistics';
import { workload, workloadNames } from '../../bench/workloads';

const timing = (name: ContenderName, rounds: number[], peak: number | null = null): Timing => ({
  name,
  threads: name === 'compiled' ? null : { intraOp: 1, interOp: 2 },
  rounds,
  firstStep: 1.25,
  firstCall: null,
  peak,
});

it('interpolates quantiles, and computes ratios round by round', () => {
  expect(median([4, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([0, 10], 0.25)).toBe(2.5);
  expect(interquartileRange([0, 10, 20, 30, 40])).toBe(20);
  expect(ratios([2, 9], [1, 3])).toEqual([2, 3]);
  expect(median([])).toBeNaN();
});

it('prints a workload as one JSON object, with null for contenders that did not run', () => {
  const line = formatJson({
    workload: 'w',
    timings: [timing('compiled', [2, 4, 3], 512.4), timing('pytorch', [4, 8, 9])],
  });
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    workload: 'w',
    eager: null,
    compiled: 3,
    products: null,
    bfloat16: null,
    xla: null,
    pytorch: 8,
    pytorchBfloat16: null,
    torchCompile: null,
    tfFunction: null,
    oneThread: null,
    spread: {
      ...{ eager: null, compiled: 1, pytorch: 2.5 },
      ...{ products: null, bfloat16: null, pytorchBfloat16: null },
      ...{ xla: null, torchCompile: null, tfFunction: null, oneThread: null },
    },
    ratio: {
      ...{ eager: null, compiled: [1, 1, 1], pytorch: [2, 2, 3] },
      ...{ products: null, bfloat16: null, pytorchBfloat16: null },
      ...{ xla: null, torchCompile: null, tfFunction: null, oneThread: null },
    },
    matmulShare: null,
    threads: {
      ...{ eager: null, compiled: null, pytorch: '1 × 2' },
      ...{ products: null, bfloat16: null, pytorchBfloat16: null },
      ...{ xla: null, torchCompile: null, tfFunction: null, oneThread: null },
    },
    firstStepSeconds: {
      ...{ eager: null, compiled: 1.25, pytorch: 1.25 },
      ...{ products: null, bfloat16: null, pytorchBfloat16: null },
      ...{ xla: null, torchCompile: null, tfFunction: null, oneThread: null },
    },
    peakMegabytes: {
      ...{ eager: null, compiled: 512, pytorch: null },
      ...{ products: null, bfloat16: null, pytorchBfloat16: null },
      ...{ xla: null, torchCompile: null, tfFunction: null, oneThread: null },
    },
  });
});

it('tells the share of a step that its products take, round by round', () => {
  const line = formatJson({
    workload: 'w',
    timings: [timing('compiled', [2, 4, 8]), timing('products', [1, 3, 5])],
  });
  expect(JSON.parse(line)).toMatchObject({ products: 3, matmulShare: 0.625 });
});

it('compares a workload with its baseline', () => {
  const results = [
    { workload: 'locked', timings: [timing('compiled', [4])] },
    {
      workload: 'unlocked',
      baseline: 'locked',
      timings: [timing('compiled', [3]), timing('oneThread', [6])],
    },
  ];
  expect(tableNotes(results).at(-1)).toBe(
    'unlocked: 0.75 of a step of locked; of its own time on one thread 0.50.',
  );
  const specs = contenderSpecs('python3', 'cpu').filter(({ name }) => name !== 'eager');
  expect(tableRows(results, specs)[1]).toEqual([
    'unlocked',
    '3.00',
    '–',
    '–',
    '6.00 (2.00)',
    '–',
    '–',
    '–',
    '–',
    '1.3 s',
    '–',
  ]);
});

it('says what made no first step in time', () => {
  const late = { names: ['torchCompile' as const], seconds: 90 };
  const results = [{ workload: 'w', timings: [timing('compiled', [3])], late }];
  const specs = contenderSpecs('python3', 'cpu').filter(
    ({ name }) => name === 'pytorch' || name === 'torchCompile',
  );
  expect(tableRows(results, specs)[0]?.slice(1, 3)).toEqual(['–', 'none in 90 s']);
});

it('says on how many workloads the compiled step is ahead, and where it is behind', () => {
  const results = [
    { workload: 'a', timings: [timing('compiled', [2, 4]), timing('torchCompile', [1, 3])] },
    { workload: 'b', timings: [timing('compiled', [2]), timing('torchCompile', [2])] },
    { workload: 'c', timings: [timing('compiled', [2])] },
  ];
  expect(leadNotes(results)).toEqual([
    'The compiled step is ahead of `torch.compile` on 1 of 2 workloads; behind on `a` (0.63).',
  ]);
});

it('parses every workload, and rejects an unknown one with a list of all', async () => {
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

import { expect, it } from 'vitest';
import type { PreviewRun } from '#spec/curve-import';
import { listImportedMetrics } from '../../../../src-renderer/runs/import/list-metrics';

const run = (metrics: [name: string, from: string, values: number][]): PreviewRun => ({
  name: 'a',
  format: 'csv',
  source: '/a.csv',
  part: null,
  method: null,
  seed: null,
  settings: {},
  metrics: metrics.map(([name, from, values]) => ({ name, from, values, notFinite: 0 })),
  step: 1,
  seconds: null,
  state: 'new',
  runId: null,
  notes: [],
});

it('lists a metric of several runs once, with all of its values', () => {
  const runs = [
    run([
      ['imported/loss', 'loss', 3],
      ['val/acc', 'val/acc', 2],
    ]),
    run([['imported/loss', 'loss', 4]]),
  ];
  expect(listImportedMetrics(runs)).toEqual([
    { name: 'imported/loss', from: 'loss', values: 7 },
    { name: 'val/acc', from: 'val/acc', values: 2 },
  ]);
});

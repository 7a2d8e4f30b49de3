import { expect, it } from 'vitest';
import type { PreviewRun } from '#spec/curve-import';
import {
  listImportedMetrics,
  suggestNames,
} from '../../../../src-renderer/runs/import/list-metrics';

const run = (metrics: [name: string, from: string, values: number][]): PreviewRun => ({
  name: 'a',
  format: 'csv',
  source: '/a.csv',
  part: null,
  method: null,
  seed: null,
  settings: {},
  metrics: metrics.map(([name, from, values]) => ({
    ...{ name, from, source: from, values, notFinite: 0 },
    ...{ lowest: 0, highest: values },
  })),
  step: 1,
  seconds: null,
  state: 'new',
  runId: null,
  notes: [],
  unitNotes: [],
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
    {
      ...{ name: 'imported/loss', from: 'loss', source: 'loss' },
      ...{ values: 7, lowest: 0, highest: 4 },
    },
    {
      ...{ name: 'val/acc', from: 'val/acc', source: 'val/acc' },
      ...{ values: 2, lowest: 0, highest: 2 },
    },
  ]);
});

it('suggests a name once, and none that is taken or that the user has given', () => {
  const metrics = listImportedMetrics([
    run([
      ['val/err', 'val/err', 1],
      ['val/acc', 'val/acc', 1],
      ['Loss/train', 'Loss/train', 1],
      ['test/loss', 'test/loss', 1],
      ['loss/test', 'loss/test', 1],
    ]),
  ]);
  expect([...suggestNames(metrics, {})]).toEqual([
    ['val/err', 'validation/error'],
    ['Loss/train', 'train/loss'],
  ]);
  expect([...suggestNames(metrics, { 'val/err': 'theirs/err', 'Loss/train': ' ' })]).toEqual([
    ['val/acc', 'validation/error'],
    ['Loss/train', 'train/loss'],
  ]);
});

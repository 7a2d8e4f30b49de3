import { expect, it } from 'vitest';
import { reportPieces } from '#exchange/report-pieces';
import type { MetricData, RunData } from '#exchange/run-data';
import type { MetricRows } from '#storage/metric-files';

const piece = (rows: number): MetricRows => {
  const column = new Float64Array(rows);
  return { step: column, seconds: column, value: column };
};

/** A metric that is read in pieces of so many rows. */
const metric = (name: string, pieces: number[]): MetricData => ({
  name,
  rows: pieces.reduce((sum, rows) => sum + rows, 0),
  async *readPieces() {
    for (const rows of pieces) yield piece(rows);
  },
});

it('tells which part of all values was read, after each piece, and changes nothing of them', async () => {
  const run = {} as RunData['run'];
  const runs = [
    { run, metrics: [metric('a', [30, 20]), metric('b', [25])] },
    { run, metrics: [metric('a', [25])] },
  ];
  const fractions: number[] = [];
  const rows: number[] = [];
  const followed = reportPieces(runs, (fraction) => fractions.push(fraction));
  for (const { metrics } of followed)
    for (const one of metrics)
      for await (const { step } of one.readPieces()) rows.push(step.length);
  expect(rows).toEqual([30, 20, 25, 25]);
  expect(fractions).toEqual([0.3, 0.5, 0.75, 1]);
});

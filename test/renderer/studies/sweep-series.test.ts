import { describe, expect, it } from 'vitest';
import { readStudyResult } from '../../../src-main/analysis/study-result';
import { readResults } from '../../../src-renderer/studies/study-results';
import { arrangeSweep, joinPoints } from '../../../src-renderer/studies/sweep-series';
import { arrangeGrids } from '../../../src-renderer/studies/group-grid';
import { makeRun, makeStudy, specs } from './make-study';

const path = 'training.optimizer.rate';
const rates = [0.01, 0.001, 0.003];
const study = makeStudy({
  axes: { [path]: rates, 'training.method': ['dni', 'none'], 'training.seed': [1] },
});
const runs = (['dni', 'none'] as const).flatMap((method) =>
  rates.map((rate, index) => makeRun({ method, rate, error: 0.1 + index / 100 })),
);
const results = readResults(study, readStudyResult(study, runs, specs));
if (!results) throw new Error('The runs have values.');
const { groups, rows } = results;

describe('arrangeSweep', () => {
  const series = arrangeSweep(groups, rows, path);

  it('has a series for what differs beside the axis', () =>
    expect(series.map(({ label }) => label)).toEqual(['DNI', 'none']));

  it('orders the points by the axis', () => {
    expect(series[0]?.points.map(({ x }) => x)).toEqual([0.001, 0.003, 0.01]);
    // Of rate 0.001, the second in the list.
    expect(series[0]?.points[0]?.row.mean).toBeCloseTo(0.11);
  });

  it('gives each series a colour', () =>
    expect(new Set(series.map(({ color }) => color)).size).toBe(2));

  it('needs no label where there is one series', () => {
    const dni = groups.filter(({ by }) => by['training.method'] === 'dni');
    const ofDni = rows.filter((_, index) => groups[index]?.by['training.method'] === 'dni');
    expect(arrangeSweep(dni, ofDni, path).map(({ points }) => points.length)).toEqual([3]);
  });
});

describe('joinPoints', () => {
  const [row] = rows;
  const point = (x: number, stoppedAt: number | null, mean: number | null = 0.1) => {
    if (!row) throw new Error('The runs have values.');
    return { x, row: { ...row, mean, stoppedAt } };
  };

  it('joins only the points that were trained equally long and have a value', () => {
    const points = [
      point(1, 300),
      point(2, null),
      point(3, 150),
      point(4, null, null),
      point(5, 150),
    ];
    expect(
      joinPoints(points).map(({ stoppedAt, joined }) => [stoppedAt, joined.map(({ x }) => x)]),
    ).toEqual([
      [300, [1]],
      [null, [2]],
      [150, [3, 5]],
    ]);
  });
});

describe('arrangeGrids', () => {
  it('has the values of one setting down and of the other across', () => {
    const [grid, ...others] = arrangeGrids(groups, rows, [path, 'training.method']);
    expect(others).toEqual([]);
    expect(grid?.columns).toEqual(['dni', 'none']);
    expect(grid?.lines.map(({ value }) => value)).toEqual(rates);
    expect(grid?.lines[2]?.cells.map((row) => row?.mean)).toEqual([
      expect.closeTo(0.12),
      expect.closeTo(0.12),
    ]);
  });

  it('leaves cells empty that have no run', () => {
    const few = readResults(study, readStudyResult(study, runs.slice(1), specs));
    const [grid] = arrangeGrids(few?.groups ?? [], few?.rows ?? [], [path, 'training.method']);
    expect(grid?.lines.flatMap(({ cells }) => cells).filter((cell) => cell === null)).toHaveLength(
      1,
    );
  });

  it('is a table for each combination of the other settings', () => {
    const grids = arrangeGrids(groups, rows, [path, 'training.batch']);
    expect(grids.map(({ rest }) => rest.values)).toEqual([
      { 'training.method': 'dni' },
      { 'training.method': 'none' },
    ]);
  });
});

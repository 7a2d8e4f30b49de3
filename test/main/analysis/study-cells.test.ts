import { describe, expect, it } from 'vitest';
import { countCells, listCells, maxStudyRuns } from '#analysis/study-cells';
import { findStudyRuns } from '#analysis/study-runs';
import type { TrainedRun } from '#spec/run';
import { spirals } from '../storage/spirals';
import { listAxisValues } from '#analysis/study-axes';
import { drawUniform } from '#analysis/study-draws';
import { studyContentSchema, type StudyInput } from '#spec/study';
import { makeRun } from './study-fixture';

const study = (input: Partial<StudyInput>) =>
  studyContentSchema.parse({ version: 1, models: ['a'], ...input });

const models = new Map([['a', spirals()]]);
const findCellRuns = (
  asked: ReturnType<typeof study> & { id: string },
  runs: readonly TrainedRun[],
) => findStudyRuns(asked, runs, models);

describe('axes', () => {
  it('list their values, each once', () => {
    expect(listAxisValues(['dni', 'none', 'dni', [64, 64], [64, 64], null])).toEqual([
      'dni',
      'none',
      [64, 64],
      null,
    ]);
  });
  it('have equal steps, without the noise of binary fractions', () => {
    expect(listAxisValues({ range: { from: 0.1, to: 0.5, count: 5 } })).toEqual([
      0.1, 0.2, 0.3, 0.4, 0.5,
    ]);
    expect(listAxisValues({ range: { from: 3, to: 9, count: 1 } })).toEqual([3]);
  });
  it('have equal ratios', () => {
    expect(listAxisValues({ logRange: { from: 1e-4, to: 1e-1, count: 4 } })).toEqual([
      1e-4, 1e-3, 1e-2, 1e-1,
    ]);
    expect(listAxisValues({ logRange: { from: 16, to: 256, count: 5 } })).toEqual([
      16, 32, 64, 128, 256,
    ]);
  });
  it('have no list of values that are drawn', () => {
    expect(listAxisValues({ draw: { from: 0, to: 1, scale: 'linear', whole: false } })).toBeNull();
  });
});

describe('drawn numbers', () => {
  it('are spread evenly, and those of neighbouring keys are independent', () => {
    const numbers = Array.from({ length: 10_000 }, (_, index) => drawUniform(`1/rate/${index}`));
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    // The standard error of the mean of 10,000 uniform numbers is 0.0029.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.012);
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => numbers.filter((value) => Math.floor(10 * value) === tenth).length,
    );
    // Each tenth has 1,000 with a standard deviation of 30.
    expect(tenths.every((count) => Math.abs(count - 1000) < 130)).toBe(true);
    const product = numbers
      .slice(1)
      .reduce((sum, value, index) => sum + (value - 0.5) * ((numbers[index] ?? 0) - 0.5), 0);
    // The correlation of independent ones is 0 with a standard deviation of 0.01.
    expect(Math.abs((12 * product) / numbers.length)).toBeLessThan(0.045);
    expect(new Set(numbers).size).toBe(10_000);
  });
});

describe('the cells of a study', () => {
  it('are all combinations of a grid, those with the first seed first', () => {
    const cells = listCells(
      study({
        models: ['a', 'b'],
        axes: { 'training.seed': [1, 2], 'training.method': ['dni', 'none'] },
      }),
    );
    expect(
      cells.map(({ model, values }) => [values['training.seed'], values['training.method'], model]),
    ).toEqual([
      [1, 'dni', 'a'],
      [1, 'dni', 'b'],
      [1, 'none', 'a'],
      [1, 'none', 'b'],
      [2, 'dni', 'a'],
      [2, 'dni', 'b'],
      [2, 'none', 'a'],
      [2, 'none', 'b'],
    ]);
    expect(new Set(cells.map(({ combination }) => combination)).size).toBe(4);
  });
  it('are one without axes', () => {
    expect(listCells(study({}))).toMatchObject([{ model: 'a', values: {} }]);
  });
  it('are counted before they are made', () => {
    const large = study({
      axes: {
        'training.batch': { range: { from: 1, to: 2000, count: 2000 } },
        'training.seed': { range: { from: 1, to: 1000, count: 1000 } },
      },
    });
    expect(countCells(large)).toBe(2_000_000);
    expect(findCellRuns({ ...large, id: 's' }, [])).toEqual([]);
    expect(maxStudyRuns).toBe(10_000);
  });

  const random = (samples: number, axes: StudyInput['axes'], seed = 1) =>
    listCells(study({ axes, search: { kind: 'random', samples, seed } }));
  const rate = { draw: { from: 1e-4, to: 1e-1, scale: 'log' as const } };

  it('are drawn the same way every time, and more draws keep the first ones', () => {
    const axes = { 'training.optimizer.rate': rate, 'training.seed': [1, 2] };
    const [few, many] = [random(4, axes), random(7, axes)];
    const valuesOf = (cells: typeof few, seed: number) =>
      cells
        .filter(({ values }) => values['training.seed'] === seed)
        .map(({ values }) => values['training.optimizer.rate']);
    expect(valuesOf(few, 1)).toHaveLength(4);
    expect(valuesOf(few, 2)).toEqual(valuesOf(few, 1));
    expect(valuesOf(many, 1).slice(0, 4)).toEqual(valuesOf(few, 1));
    expect(valuesOf(random(4, axes, 2), 1)).not.toEqual(valuesOf(few, 1));
    // Another axis changes nothing of this one.
    const wider = random(4, { ...axes, 'training.batch': [16, 32] });
    expect(valuesOf(wider, 1)).toEqual(valuesOf(few, 1));
  });
  it('are drawn equally often in each decade of a logarithmic axis, and within its ends', () => {
    const values = random(3000, { 'training.optimizer.rate': rate }).map(
      (cell) => cell.values['training.optimizer.rate'] as number,
    );
    const decades = [0, 1, 2].map(
      (decade) => values.filter((value) => Math.floor(Math.log10(value) + 4) === decade).length,
    );
    // 1,000 each, with a standard deviation of 26.
    expect(decades.every((count) => Math.abs(count - 1000) < 130)).toBe(true);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1e-4);
    expect(Math.max(...values)).toBeLessThanOrEqual(1e-1);
  });
  it('are whole numbers with equal shares, the ends among them', () => {
    const values = random(50, {
      'training.batch': { draw: { from: 3, to: 6, whole: true } },
      'training.optimizer.rate': { draw: { from: 0, to: 1 } },
    }).map((cell) => cell.values['training.batch']);
    expect(new Set(values)).toEqual(new Set([3, 4, 5, 6]));
  });
  it('are as many as there are where lists have fewer combinations than are asked for', () => {
    const cells = random(50, { 'training.method': ['dni', 'none'], 'training.batch': [16, 32] });
    expect(cells).toHaveLength(4);
    expect(new Set(cells.map(({ combination }) => combination)).size).toBe(4);
  });
});

describe('the runs of a study', () => {
  const methods = study({ axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2] } });
  const place = (values: Record<string, unknown>, id = 's') => ({ id, values, rung: 0 });

  it('are found by their values, those of other studies and of removed values left out', () => {
    const runs = [
      makeRun({ id: 'r1', method: 'dni', seed: 1, study: place({ 'training.method': 'dni' }) }),
      makeRun({ id: 'r2', method: 'none', seed: 2, study: place({ 'training.method': 'none' }) }),
      makeRun({ id: 'r3', method: 'backprop', seed: 1, study: place({}) }),
      makeRun({ id: 'r4', method: 'none', seed: 1, study: place({}, 'other') }),
      makeRun({ id: 'r5', method: 'none', seed: 1, study: null }),
      makeRun({ id: 'r6', method: 'none', seed: 3, study: place({}) }),
    ];
    const found = findCellRuns({ ...methods, id: 's' }, runs);
    expect(found.map(({ run, cell }) => [run.id, cell.values])).toEqual([
      ['r1', { 'training.method': 'dni', 'training.seed': 1 }],
      ['r2', { 'training.method': 'none', 'training.seed': 2 }],
    ]);
  });
  it('have the value of their setting on an axis that was added later', () => {
    const run = makeRun({ id: 'r1', method: 'dni', seed: 1, study: place({ 'training.seed': 1 }) });
    const batches = (values: number[]) =>
      findCellRuns(
        { ...study({ axes: { 'training.batch': values, 'training.seed': [1] } }), id: 's' },
        [run],
      );
    expect(batches([run.spec.training.batch, 7])).toHaveLength(1);
    expect(batches([7])).toHaveLength(0);
  });
  it('are the last ones that were made of equal values', () => {
    const older = makeRun({ id: 'r1', method: 'dni', seed: 1, study: place({}) });
    const newer = { ...older, id: 'r2', created: '2027-01-01T00:00:00.000Z' };
    const found = findCellRuns({ ...methods, id: 's' }, [newer, older]);
    expect(found.map(({ run }) => run.id)).toEqual(['r2']);
  });
});

import { expect, it } from 'vitest';
import { readStudyResult } from '#analysis/study-result';
import { studyCsv, studyTable } from '#analysis/tables/study-table';
import type { Experiment } from '#spec/experiment';
import { studyContentSchema, type StudyContent } from '#spec/study';
import { spirals } from '../../storage/spirals';
import { makeRun } from '../study-fixture';

const models: ReadonlyMap<string, Experiment> = new Map([['a', spirals()]]);
const study: StudyContent & { id: string } = {
  ...studyContentSchema.parse({
    version: 1,
    name: 'Spirals',
    models: ['a'],
    axes: { 'training.method': ['dni', 'backprop'], 'training.seed': [1, 2, 3] },
    baseline: { 'training.method': 'backprop' },
  }),
  id: 's',
};
const errors = { dni: [0.01, 0.02, 0.03], backprop: [0.02, 0.04, NaN] } as const;
const runs = (['dni', 'backprop'] as const).flatMap((method) =>
  errors[method].map((value, index) =>
    makeRun({
      id: `${method}-${index}`,
      method,
      seed: index + 1,
      study: {
        id: 's',
        values: { 'training.method': method, 'training.seed': index + 1 },
        rung: 0,
      },
      ...(Number.isNaN(value)
        ? { status: 'failed' as const, failedStep: 7 }
        : { values: { 'validation/error': value, 'test/error': value } }),
    }),
  ),
);
const result = readStudyResult(study, runs, models);
const table = studyTable(result);

it('has the axes and the figures of the groups, with units in the titles', () => {
  expect(table?.columns.filter(({ isDetail }) => !isDetail).map(({ title }) => title)).toEqual([
    'Method',
    'n',
    'Mean ± half of its 95 % interval (t), in %',
    'Better by, 95 % interval (t), in points',
    'Verdict',
    'Holm p',
  ]);
  // 4.3027 · 1 / √3 = 2.48 points for three seeds, 12.706 · √2 / √2 = 12.7 for two.
  expect(table?.rows.map((cells) => cells.slice(0, 3))).toEqual([
    ['DNI', '3', '2.0 ± 2.5'],
    ['backprop', '2 of 3', '3.0 ± 12.7'],
  ]);
  expect(table?.rows[1]?.[4]).toBe('baseline');
});

it('says what is measured, by what its step is selected, and against what it is compared', () => {
  expect(table?.caption).toBe(
    'Test error at the step with the best validation error: mean ± half of its 95 % interval (t) over n runs. Better by: difference of the mean to that of backprop with its 95 % interval (t), above zero where it is better. Holm p: p-value of this difference.',
  );
  expect(table?.notes).toEqual([
    '1 of 3 runs of backprop diverged, and its mean is of the others.',
  ]);
});

it('is CSV with the values of the axes and all digits', () => {
  const [head = '', first = ''] = studyCsv(result)?.split('\r\n') ?? [];
  const names = head.split(',');
  const value = (name: string): string | undefined => first.split(',')[names.indexOf(name)];
  expect(names.slice(0, 4)).toEqual(['group', 'training.method', 'metric', 'selected_by']);
  expect(first.startsWith('DNI,dni,test/error,validation/error,3,3,0,0,0,0.02,')).toBe(true);
  expect(Number(value('sd'))).toBeCloseTo(0.01, 15);
  expect(Number(value('better_by'))).toBeCloseTo(0.01, 15);
});

it('is none while nothing is measured', () => {
  const empty = readStudyResult(study, [], models);
  expect([studyTable(empty), studyCsv(empty)]).toEqual([null, null]);
});

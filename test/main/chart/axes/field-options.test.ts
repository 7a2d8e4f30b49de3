import { expect, it } from 'vitest';
import {
  findOptions,
  formatFieldValue,
  keepPick,
  listFieldOptions,
  readAxisValue,
} from '#chart/axes/field-options';
import { makeRun } from '../../../renderer/compare/charts/runs';

const runs = [makeRun('a', { rate: 0.1, value: 1 }), makeRun('b', { rate: 0.2 })];

it('offers metrics, settings that differ, method and seed in any case, and properties of runs', () => {
  const options = listFieldOptions(runs);
  expect(options[0]).toMatchObject({ field: 'x/value', section: 'Metrics' });
  const settings = options.filter(({ section }) => section === 'Settings that differ');
  expect(settings.map(({ field }) => field)).toEqual([
    'training.optimizer.rate',
    'training.method',
    'training.seed',
  ]);
  expect(options.at(-1)?.section).toBe('Runs');
});

it('finds options by every word of their title or name', () => {
  const fields = (text: string): string[] =>
    findOptions(listFieldOptions(runs), text).map(({ field }) => field);
  expect(fields('OPTIMIZER rate')).toEqual(['training.optimizer.rate']);
  expect(fields('optimizer seed')).toEqual([]);
});

it('keeps the pick of a metric for another one, not for a setting', () => {
  expect(keepPick('test/error', 'x/value@best')).toBe('test/error@best');
  expect(keepPick('training.seed', 'x/value@best')).toBe('training.seed');
  expect(keepPick('test/error', 'training.seed')).toBe('test/error');
});

it('writes values with their units', () => {
  expect(formatFieldValue('test/error', 0.0162)).toBe('1.62 %');
  expect(formatFieldValue('run.seconds', 180)).toBe('3 min');
  expect(formatFieldValue('training.method', 'dni')).toBe('DNI');
  expect(formatFieldValue('training.optimizer.rate', 0.0003)).toBe('0.0003');
  expect(formatFieldValue('model.shared', true)).toBe('yes');
  expect(formatFieldValue('run.study', null)).toBe('none');
});

it('reads moments as numbers', () => {
  const run = { ...makeRun('a'), created: '2026-11-29T10:00:00.000Z' };
  expect(readAxisValue(run, 'run.created')).toBe(Date.UTC(2026, 10, 29, 10));
});

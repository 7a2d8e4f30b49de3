import { describe, expect, it } from 'vitest';
import { parseRunFilter } from '#analysis/run-filter';
import { nameStudies } from '../../../src-renderer/stores/study-names';
import { makeRun } from '../runs/table/make-run';

const names = new Map([
  ['does-dni-help', 'Does DNI help?'],
  ['rates', 'Rates'],
  ['rates-2', 'Rates'],
  ['quoted', 'The "best" rate'],
]);

describe('a filter for people to read', () => {
  it('names the study, and finds the same runs', () => {
    const filter = nameStudies('study = does-dni-help and seed < 3', names);
    expect(filter).toBe('study = "Does DNI help?" and seed < 3');
    const run = (id: string) => makeRun({ study: { id, values: {}, rung: 0 } });
    const { matches } = parseRunFilter(filter, names);
    expect(matches?.(run('does-dni-help'))).toBe(true);
    expect(matches?.(run('rates'))).toBe(false);
    expect(nameStudies('study!=rates-3 or study != does-dni-help', names)).toBe(
      'study!=rates-3 or study != "Does DNI help?"',
    );
  });

  it('keeps an id whose name would not find the study alone, or that has no name', () => {
    for (const text of ['study = rates', 'study = quoted', 'study = none', 'seed = 3', ''])
      expect(nameStudies(text, names)).toBe(text);
  });
});

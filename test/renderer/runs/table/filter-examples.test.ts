import { expect, it } from 'vitest';
import { parseRunFilter } from '#analysis/run-filter';
import { filterExamples } from '../../../../src-renderer/runs/table/filter-examples';
import { makeRun } from '../../../main/analysis/make-run';

it.each(filterExamples)('the example $text is a filter', ({ text }) => {
  expect(parseRunFilter(text).error).toBeNull();
});

it('the example of a study finds the study of one click, whose name ends in that of its model', () => {
  const example = filterExamples.find(({ text }) => text.startsWith('study'));
  const run = makeRun('a', { study: { id: 'help', values: {}, rung: 0 } });
  const names = new Map([['help', 'Does DNI help? Recall, DNI over 4 ticks']]);
  expect(parseRunFilter(example?.text ?? '', names).matches?.(run)).toBe(true);
});

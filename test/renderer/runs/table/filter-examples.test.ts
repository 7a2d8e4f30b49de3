import { expect, it } from 'vitest';
import { parseRunFilter } from '#analysis/run-filter';
import { filterExamples } from '../../../../src-renderer/runs/table/filter-examples';

it.each(filterExamples)('the example $text is a filter', ({ text }) => {
  expect(parseRunFilter(text).error).toBeNull();
});

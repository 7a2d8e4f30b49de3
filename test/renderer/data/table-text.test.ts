import { describe, expect, it } from 'vitest';
import { textEncodings, tableDelimiters } from '#spec/dataset';
import { assignRoles } from '../../../src-renderer/data/column-roles';
import {
  chooseDialect,
  explainScaling,
  formatColumnKind,
  formatColumnRange,
  formatRowCounts,
  listDialectControls,
} from '../../../src-renderer/data/table-text';
import { column } from './table-preview';

const detected = {
  delimiter: ';',
  encoding: 'windows-1252',
  header: false,
  decimal: ',',
} as const;
const shown = (...args: Parameters<typeof listDialectControls>): string[] =>
  listDialectControls(...args).map(
    ({ value, options }) => options.find((option) => option.value === value)?.label ?? '',
  );

describe('listDialectControls', () => {
  it('shows what was detected as such', () => {
    expect(shown({}, detected)).toEqual([
      'Semicolon (detected)',
      'Windows-1252 (detected)',
      'Data (detected)',
      'Comma: 1,5 (detected)',
    ]);
  });

  it('shows what the user chose, and offers to detect it again', () => {
    const chosen = { delimiter: ',', header: true } as const;
    expect(shown(chosen, { ...detected, ...chosen })).toEqual([
      'Comma',
      'Windows-1252 (detected)',
      'Names',
      'Comma: 1,5 (detected)',
    ]);
    const [delimiter] = listDialectControls(chosen, { ...detected, ...chosen });
    expect(delimiter?.options[0]).toEqual({ value: 'detect', label: 'Detect' });
  });

  it('claims nothing before the table was read', () => {
    expect(shown({}, null)).toEqual(Array(4).fill('Detect'));
  });

  it('offers every delimiter and encoding', () => {
    const [delimiter, encoding] = listDialectControls({}, null);
    expect(delimiter?.options.slice(1).map(({ value }) => value)).toEqual(tableDelimiters);
    expect(encoding?.options.slice(1).map(({ value }) => value)).toEqual(textEncodings);
  });
});

describe('chooseDialect', () => {
  it('sets a property, and detects it again', () => {
    const chosen = chooseDialect(chooseDialect({}, 'header', 'no'), 'decimal', ',');
    expect(chosen).toEqual({ header: false, decimal: ',' });
    expect(chooseDialect(chosen, 'header', 'detect')).toEqual({ decimal: ',' });
  });
});

describe('the texts of a column', () => {
  const [numbers, text, constant, empty] = assignRoles(
    [
      column('a', { missing: 3, range: { min: -1.5, max: 1200, mean: 4 } }),
      column('b', { kind: 'text', range: null, distinct: 3 }),
      column('c', { range: { min: 2, max: 2, mean: 2 }, distinct: 1 }),
      column('d', { kind: 'empty', range: null, missing: 10, distinct: 0 }),
    ],
    [],
    new Map(),
  );

  it('say what it holds, and what is missing', () => {
    expect(numbers && formatColumnKind(numbers)).toBe('Numbers, 3 missing');
    expect(text && formatColumnKind(text)).toBe('Text');
    expect(empty && formatColumnKind(empty)).toBe('Empty');
  });

  it('say its range, and how many different values may be classes', () => {
    expect(numbers && formatColumnRange(numbers)).toBe('-1.5 to 1,200');
    expect(text && formatColumnRange(text)).toBe('3 different');
    expect(constant && formatColumnRange(constant)).toBe('always 2');
    expect(empty && formatColumnRange(empty)).toBe('');
  });
});

describe('formatRowCounts', () => {
  it('names the parts that there are', () => {
    expect(formatRowCounts({ train: 1200, validation: 150, test: 0 })).toBe(
      '1,200 rows to train on, 150 for validation',
    );
    expect(formatRowCounts({ train: 1, validation: 0, test: 2 })).toBe(
      '1 row to train on, 2 for the test',
    );
  });
});

it('names a feature whose numbers are large, until a scaling is chosen', () => {
  const large = column('x', { range: { min: -490.5, max: 0, mean: -480 } });
  const columns = [column('y'), large];
  expect(explainScaling('none', columns)).toContain("'x' goes from -490.5 to 0: networks learn");
  expect(explainScaling('standardize', columns)).toContain('Fitted on the training part');
  expect(explainScaling('none', [column('y')])).toBeUndefined();
  // What is not read by the network, and what is to be predicted, is another matter.
  expect(explainScaling('none', [{ ...large, role: 'ignore' }])).toBeUndefined();
});

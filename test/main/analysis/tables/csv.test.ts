import { expect, it } from 'vitest';
import { toCsv } from '#analysis/tables/csv';

it('quotes what has commas, quotation marks and line breaks, and ends lines with CRLF', () => {
  expect(toCsv(['name', 'value'], [['a, "b"\nc', null]])).toBe('name,value\r\n"a, ""b""\nc",\r\n');
});

it('has numbers with all digits', () => {
  const numbers = [0.1 + 0.2, -0, 5e-324, NaN, -Infinity];
  expect(
    toCsv(
      ['x'],
      numbers.map((value) => [value]),
    ),
  ).toBe('x\r\n0.30000000000000004\r\n-0\r\n5e-324\r\nnan\r\n-inf\r\n');
});

it('has no text that a spreadsheet would run', () => {
  expect(toCsv(['x'], [['=SUM(A1)'], ['-cmd'], ['-0.5']])).toBe(
    "x\r\n'=SUM(A1)\r\n'-cmd\r\n-0.5\r\n",
  );
});

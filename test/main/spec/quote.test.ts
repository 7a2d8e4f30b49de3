import { describe, expect, it } from 'vitest';
import { WorkbenchError } from '#spec/errors';
import { abbreviate, joinNames, printable, printableLines, quote, quoteValue } from '#spec/quote';

describe('values from outside in messages', () => {
  it('are quoted whole where they are short', () => {
    expect(quote('hidden1')).toBe("'hidden1'");
    expect(quoteValue('x"y')).toBe('"x\\"y"');
    expect(quoteValue([1, 'a', null])).toBe('[1,"a",null]');
    expect(quoteValue(Number.NaN)).toBe('NaN');
    expect(quoteValue({ big: 5n })).toBe('{"big":"5"}');
    expect(joinNames(['a', 'b'])).toBe('a, b');
    expect(joinNames([])).toBe('');
  });

  it('are shortened to their two ends and their length', () => {
    const long = `start${'x'.repeat(100_000)}end`;
    expect(quote(long)).toBe(`'start${'x'.repeat(35)}…${'x'.repeat(17)}end' (100,008 characters)`);
    expect(quoteValue(long)).toMatch(/^"startx+…x+end" \(100,008 characters\)$/);
    expect(quoteValue(Array(1000).fill(0))).toBe('a list of 1,000 items');
    expect(quoteValue({ a: 'x'.repeat(100) })).toBe('an object with 1 setting');
    expect(joinNames(Array.from({ length: 500 }, (_, i) => `n${i}`))).toBe(
      'n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11 … (500 in all)',
    );
    expect(joinNames([long, long, long, long]).length).toBeLessThan(300);
  });

  it('keep the message on its line, and the terminal as it is', () => {
    expect(quote('a\nb\u001b[31m\u0085')).toBe("'a\\u000ab\\u001b[31m\\u0085'");
    expect(quote('left\u202eright\ud800')).toBe("'left\\u202eright\\ud800'");
    expect(quote('ästhetic 🙂')).toBe("'ästhetic 🙂'");
    expect(quote('\0'.repeat(60)).length).toBeLessThan(70);
    expect(printable('one\r\ntwo', 100)).toBe('one\\u000d\\u000atwo');
  });

  it('are shortened between characters, not within one of two code units', () => {
    expect(abbreviate('🙂'.repeat(20), 15)).toBe('🙂🙂🙂🙂🙂…🙂🙂');
    const once = printable('🙂'.repeat(20), 15);
    expect(printable(once, 15)).toBe(once);
  });

  it('leave lines of text as they are, and JSON the same', () => {
    expect(printableLines('a\tb\nc\r\nd\re')).toBe('a\tb\nc\r\nd\\u000de');
    expect(printableLines('\u001b]0;title\u0007\u009b31m')).toBe(
      '\\u001b]0;title\\u0007\\u009b31m',
    );
    const text = 'a\u009b\u202e\u007f\u001b\n';
    expect(JSON.parse(printableLines(JSON.stringify({ text })))).toEqual({ text });
  });

  it('do not make an error of any length', () => {
    expect(new WorkbenchError('validation', 'x'.repeat(1e6)).message.length).toBeLessThan(2010);
    expect(new WorkbenchError('validation', 'short').message).toBe('short');
  });
});

import { describe, expect, it } from 'vitest';
import { isTooDeep, parseJson } from '#spec/parse-json';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('parseJson', () => {
  it('parses with and without a byte order mark', () => {
    expect(parseJson('{"a": [1]}')).toEqual({ a: [1] });
    expect(parseJson('\uFEFF{"a": 1}')).toEqual({ a: 1 });
  });

  it('refuses what is nested too deep, however deep', () => {
    expect(parseJson(nested(100))).toBeDefined();
    for (const depth of [101, 5_000, 1_000_000])
      expect(() => parseJson(nested(depth))).toThrow(/^it is nested more than 100 levels deep$/);
  });

  it('says in one short line what is wrong with the text', () => {
    const reason = (text: string): string => {
      try {
        parseJson(text);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(reason('')).toBe('it is empty');
    expect(reason('\uFEFF \n')).toBe('it is empty');
    expect(reason('{"a": ')).toMatch(/^it is not JSON \(.+\)$/);
    expect(reason('{"a": \n\u001b}')).not.toMatch(/\p{Cc}/u);
    expect(reason(`{"a": ${'x'.repeat(1e5)}`).length).toBeLessThan(200);
    expect(reason(Buffer.from('\uFEFF{"a": 1}', 'utf16le').toString('utf8'))).toBe(
      'it is text in UTF-16, not in UTF-8',
    );
    expect(reason(Buffer.from([0xfe, 0xff, 0, 0x7b, 0, 0x7d]).toString('utf8'))).toBe(
      'it is text in UTF-16, not in UTF-8',
    );
    expect(reason(Buffer.from([0x89, 0x50, 0, 1]).toString('utf8'))).toBe(
      'it is not text in UTF-8',
    );
  });
});

describe('isTooDeep', () => {
  it('holds for a value that contains itself, in both ways at once', () => {
    const cyclic: Record<string, unknown> = {};
    Object.assign(cyclic, { a: cyclic, b: cyclic });
    expect(isTooDeep(cyclic)).toBe(true);
    expect(isTooDeep({ a: [cyclic] })).toBe(true);
  });

  it('does not hold for plain values', () => {
    for (const value of [1, null, undefined, 'x', [], {}, { a: { b: [{}, {}] } }])
      expect(isTooDeep(value)).toBe(false);
  });
});

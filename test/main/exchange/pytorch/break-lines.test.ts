import { describe, expect, it } from 'vitest';
import { breakLongLines } from '#exchange/pytorch/break-lines';

const numbers = (count: number): string =>
  Array.from({ length: count }, (_, index) => 100 + index).join(', ');

describe('lines that are too long', () => {
  it('are broken in the longest brackets, with as many items on a line as fit', () => {
    expect(breakLongLines(`    x = f(1, [${numbers(30)}])`)).toBe(
      [
        '    x = f(',
        '        1,',
        '        [',
        '            100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114,',
        '            115, 116, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129',
        '        ]',
        '    )',
      ].join('\n'),
    );
  });

  it('are sums, which get brackets', () => {
    const terms = Array.from({ length: 12 }, (_, index) => `hidden_layer_${index}`);
    expect(breakLongLines(`    total = ${terms.join(' + ')}`)).toBe(
      [
        '    total = (',
        '        hidden_layer_0 + hidden_layer_1 + hidden_layer_2 + hidden_layer_3',
        '        + hidden_layer_4 + hidden_layer_5 + hidden_layer_6 + hidden_layer_7',
        '        + hidden_layer_8 + hidden_layer_9 + hidden_layer_10 + hidden_layer_11',
        '    )',
      ].join('\n'),
    );
  });

  it('are not broken within strings, whatever is in them', () => {
    const [first, second] = [`'${'a, (b '.repeat(10)}'`, `"${'\\" ] '.repeat(10)}"`];
    expect(breakLongLines(`call(${first}, ${second})`)).toBe(
      ['call(', `    ${first},`, `    ${second}`, ')'].join('\n'),
    );
    const name = 'x'.repeat(120);
    expect(breakLongLines(`${name} = 1`)).toBe(`${name} = 1`);
  });

  it('are comments, in words', () => {
    const lines = breakLongLines(`  # ${'word '.repeat(40).trim()}`).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.join(' ').replace(/ +# /g, ' ').trim()).toBe('word '.repeat(40).trim());
    for (const line of lines) expect(line).toMatch(/^ {2}# .{1,84}$/);
  });

  it('are the only ones that change', () => {
    const code = `x = [1, 2]\n\ny = ${'1'.repeat(95)}`;
    expect(breakLongLines(code)).toBe(code);
  });
});

import { describe, expect, it } from 'vitest';
import { taskSchema } from '#spec/task';
import { splitIntoLines, countCorrect, formatSymbol } from '../../../src-renderer/runs/symbols';

const copy = taskSchema.parse({ kind: 'copy', symbols: 2 });

describe('formatSymbol', () => {
  it('uses letters for classes without names, and markers for the special classes', () => {
    const row = [0, 1, 2, 3, -1].map((number) => formatSymbol(copy, 'input', null, number));
    expect(row).toEqual(['A', 'B', '▸', '·', '']);
    const repeat = taskSchema.parse({ kind: 'repeatCopy', symbols: 2 });
    expect(formatSymbol(repeat, 'output', null, 2)).toBe('■');
    expect(formatSymbol(repeat, 'input', null, 2)).toBe('▸');
  });

  it('uses numbers for counts', () => {
    expect(formatSymbol(taskSchema.parse({ kind: 'counting' }), 'output', null, 3)).toBe('3');
  });

  it('uses names, with visible whitespace', () => {
    const text = taskSchema.parse({ kind: 'text' });
    const row = [0, 1, 2].map((number) => formatSymbol(text, 'output', ['a', '\n', ' '], number));
    expect(row).toEqual(['a', '⏎', '␣']);
  });
});

it('counts correct outputs only at ticks with a target', () => {
  expect(countCorrect([-1, -1, 0, 1, 1], [0, 1, 0, 0, 1])).toEqual({ total: 3, correct: 2 });
});

it('splits ticks into lines of nearly equal length', () => {
  expect(splitIntoLines(41, 40)).toEqual([
    { from: 0, to: 21 },
    { from: 21, to: 41 },
  ]);
  expect(splitIntoLines(5, 40)).toEqual([{ from: 0, to: 5 }]);
  expect(splitIntoLines(0, 40)).toEqual([]);
});

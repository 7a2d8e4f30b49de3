import { describe, expect, it } from 'vitest';
import { taskSchema } from '#spec/task';
import { inLines, scoreOf, symbolText } from '../../../src-renderer/runs/symbols';

const copy = taskSchema.parse({ kind: 'copy', symbols: 2 });

describe('symbols', () => {
  it('are letters where classes have no names, and signs where they are none', () => {
    const row = [0, 1, 2, 3, -1].map((number) => symbolText(copy, 'input', null, number));
    expect(row).toEqual(['A', 'B', '▸', '·', '']);
    const repeat = taskSchema.parse({ kind: 'repeatCopy', symbols: 2 });
    expect(symbolText(repeat, 'output', null, 2)).toBe('■');
    expect(symbolText(repeat, 'input', null, 2)).toBe('▸');
  });

  it('are numbers where they count', () => {
    expect(symbolText(taskSchema.parse({ kind: 'counting' }), 'output', null, 3)).toBe('3');
  });

  it('have their names, seen or not', () => {
    const text = taskSchema.parse({ kind: 'text' });
    const row = [0, 1, 2].map((number) => symbolText(text, 'output', ['a', '\n', ' '], number));
    expect(row).toEqual(['a', '⏎', '␣']);
  });
});

it('counts right answers only where something was asked for', () => {
  expect(scoreOf([-1, -1, 0, 1, 1], [0, 1, 0, 0, 1])).toEqual({ asked: 3, right: 2 });
});

it('breaks ticks into lines of one length', () => {
  expect(inLines(41, 40)).toEqual([
    { from: 0, to: 21 },
    { from: 21, to: 41 },
  ]);
  expect(inLines(5, 40)).toEqual([{ from: 0, to: 5 }]);
  expect(inLines(0, 40)).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { CopiedValues, indexOfOutput } from '#tensorflow/graph/copies/copied-values';
import { outputAt } from '#tensorflow/graph/graph';
import { SketchGraph } from '../passes/sketch';

const newValues = () =>
  new CopiedValues(2, new SketchGraph().constants, () => ({ shape: [3], dtype: 1 }));
const added = ({ nodes }: CopiedValues) => nodes.map(({ name, op, inputs }) => [name, op, inputs]);

describe('the values of copies', () => {
  it('are stacked and taken apart once, when they are asked for in the other form', () => {
    const values = newValues();
    values.setEach('a', ['a/0', 'a/1']);
    values.setStacked('b:1', 's:1');
    expect(values.eachOf('a')).toEqual(['a/0', 'a/1']);
    expect(values.stacked('b:1')).toBe('s:1');
    expect(added(values)).toEqual([]);
    expect([values.stacked('a'), values.stacked('a')]).toEqual(['a/stacked', 'a/stacked']);
    expect(values.eachOf('b:1')).toEqual(['b-1/apart', 'b-1/apart:1']);
    expect(values.each('b:1', 1)).toBe('b-1/apart:1');
    expect(added(values)).toEqual([
      ['a/stacked', 'Pack', ['a/0', 'a/1']],
      ['b-1/apart', 'Unpack', ['s:1']],
    ]);
  });

  it('are one for all where nothing else is known, and stacked by repeating it', () => {
    const values = newValues();
    expect(values.isShared('c')).toBe(true);
    expect(values.eachOf('c')).toEqual(['c', 'c']);
    expect(values.stacked('c')).toBe('c/stacked');
    expect(values.isShared('c')).toBe(true);
    expect(added(values)).toEqual([['c/stacked', 'Pack', ['c', 'c']]]);
  });

  it('get axes of length 1 for an operand of a higher rank', () => {
    const values = newValues();
    values.setStacked('a', 'a');
    expect(values.stackedWithRank('a', 1)).toBe('a');
    expect(values.stackedWithRank('a', 3)).toBe('a/rank-3');
    const [, , [, shape = '']] = added(values)[0] as [string, string, string[]];
    expect(values.integersOf(shape)).toEqual([2, 1, 1, 3]);
  });
});

it('numbers the outputs of a node', () => {
  expect([outputAt('a', 0), outputAt('a', 2)]).toEqual(['a', 'a:2']);
  expect([indexOfOutput('a'), indexOfOutput('a:2')]).toEqual([0, 2]);
});

import { expect, it } from 'vitest';
import { countTags, listTags, splitTags } from '../../../../src-renderer/runs/table/tags';

it('tags are counted once a run', () => {
  const runs = [{ tags: ['b', 'a', 'a'] }, { tags: ['a'] }, { tags: [] }];
  expect(countTags(runs)).toEqual(
    new Map([
      ['b', 1],
      ['a', 2],
    ]),
  );
  expect(listTags(runs)).toEqual(['a', 'b']);
});

it('a text with commas is several tags', () => {
  expect(splitTags(' paper, figure 3 ,, paper')).toEqual(['paper', 'figure 3']);
  expect(splitTags('  ')).toEqual([]);
});

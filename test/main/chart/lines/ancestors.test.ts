import { expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { listAncestors } from '#chart/lines/ancestors';

const run = (id: string, parentId: string | null, step = 0): Run =>
  ({ id, parent: parentId === null ? null : { runId: parentId, step } }) as Run;

it('ancestors are listed with the last of their steps that is part of the run', () => {
  const first = run('first', null);
  const second = run('second', 'first', 300);
  const third = run('third', 'second', 500);
  const all = new Map([first, second, third].map((each) => [each.id, each]));
  const find = (id: string): Run | undefined => all.get(id);
  expect(listAncestors(first, find)).toEqual([]);
  expect(listAncestors(third, find)).toEqual([
    { run: second, until: 500 },
    { run: first, until: 300 },
  ]);
  // The parent had not made a step of its own there: the run goes on from the checkpoint of its parent.
  expect(listAncestors(run('x', 'second', 200), find)).toEqual([
    { run: second, until: 200 },
    { run: first, until: 200 },
  ]);
});

it('ancestors that are gone, or lead in a circle, end the list', () => {
  const [a, b] = [run('a', 'b', 10), run('b', 'a', 5)];
  const find = (id: string): Run | undefined => ({ a, b })[id];
  expect(listAncestors(a, find)).toEqual([{ run: b, until: 10 }]);
  expect(listAncestors(run('c', 'missing', 3), find)).toEqual([]);
});

import { expect, it } from 'vitest';
import { AddedNodes } from '../../../src-renderer/canvas/added-nodes';
import type { CanvasNode } from '../../../src-renderer/canvas/flow';

const nodes = (...ids: string[]): CanvasNode[] =>
  ids.map((id) => ({ id, selected: id !== 'b' }) as CanvasNode);

it('tells what is new in a model and selected', () => {
  const added = new AddedNodes();
  const take = (model: string, ...ids: string[]): string[] =>
    added.take(model, nodes(...ids)).map(({ id }) => id);
  expect(take('first', 'a')).toEqual([]);
  expect(take('first', 'a', 'b', 'c', 'd')).toEqual(['c', 'd']);
  expect(take('first', 'a', 'b', 'c', 'd')).toEqual([]);
  expect(take('second', 'a', 'e')).toEqual([]);
  expect(take('second', 'a', 'e', 'f')).toEqual(['f']);
});

import { expect, it } from 'vitest';
import { AddedNodes } from '../../../src-renderer/canvas/added-nodes';
import type { CanvasNode } from '../../../src-renderer/canvas/flow';

const nodes = (...ids: string[]): CanvasNode[] =>
  ids.map((id) => ({ id, selected: id !== 'b', position: { x: 0, y: 0 } }) as CanvasNode);
const view = { x: 0, y: 0, width: 600, height: 300 };

it('tells what is new in a model and selected', () => {
  const added = new AddedNodes();
  const take = (model: string, ...ids: string[]): string[] =>
    added.take(model, nodes(...ids), () => view).map(({ id }) => id);
  expect(take('first', 'a')).toEqual([]);
  expect(take('first', 'a', 'b', 'c', 'd')).toEqual(['c', 'd']);
  expect(take('first', 'a', 'b', 'c', 'd')).toEqual([]);
  expect(take('second', 'a', 'e')).toEqual([]);
  expect(take('second', 'a', 'e', 'f')).toEqual(['f']);
});

it('tells what was in view too where what is new has pushed something aside', () => {
  const added = new AddedNodes();
  const place = (places: Record<string, number>): CanvasNode[] =>
    Object.entries(places).map(
      ([id, x]) => ({ id, selected: id === 'new', position: { x, y: 0 } }) as CanvasNode,
    );
  const take = (places: Record<string, number>): string[] =>
    added.take('model', place(places), () => view).map(({ id }) => id);
  take({ left: 0, right: 400, outside: 700 });
  expect(take({ left: 0, new: 192, right: 592, outside: 892 })).toEqual(['new', 'left', 'right']);
});

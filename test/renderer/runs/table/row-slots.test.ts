import { expect, it } from 'vitest';
import { RowSlots } from '../../../../src-renderer/runs/table/row-slots';
import type { TableRow } from '../../../../src-renderer/runs/table/table-rows';
import { makeRun } from './make-run';

const rows = (...ids: string[]): TableRow[] =>
  ids.map((id) => ({ kind: 'run', id, depth: 0, run: makeRun({ id }) }));
const items = (...indices: number[]) => indices.map((index) => ({ index }));

it('keeps the elements of rows that get another order', () => {
  const slots = new RowSlots();
  const before = slots.place(rows('a', 'b', 'c'), items(0, 1, 2), null);
  const after = slots.place(rows('c', 'a', 'b'), items(0, 1, 2), null);
  expect(after.map(({ slot }) => slot)).toEqual(before.map(({ slot }) => slot));
  expect(after.map(({ row }) => row.id)).toEqual(['c', 'a', 'b']);
});

it('gives rows that are scrolled into view the elements of those that have left it', () => {
  const slots = new RowSlots();
  const all = rows('a', 'b', 'c', 'd', 'e');
  slots.place(all, items(0, 1, 2), null);
  const scrolled = slots.place(all, items(2, 3, 4), null);
  expect(scrolled.map(({ slot }) => slot)).toEqual([2, 0, 1]);
});

it('never gives two rows one element, and a row in which a name is typed its own', () => {
  const slots = new RowSlots();
  const all = rows('a', 'b', 'c', 'd', 'e');
  slots.place(all, items(0, 1), null);
  const placed = slots.place(all, items(1, 2, 3, 4), 'c');
  expect(new Set(placed.map(({ slot }) => slot)).size).toBe(4);
  expect(placed[1]?.slot).toBe('c');
});

it('leaves out rows that the table no longer has', () => {
  const placed = new RowSlots().place(rows('a'), items(0, 1), null);
  expect(placed.map(({ row }) => row.id)).toEqual(['a']);
});

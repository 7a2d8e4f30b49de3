import { describe, expect, it } from 'vitest';
import { describeColumns } from '../../../../src-renderer/runs/table/column';
import {
  dropColumn,
  moveColumn,
  placeColumns,
  type ColumnChoice,
} from '../../../../src-renderer/runs/table/layout';

const choice = (id: string, changes: Partial<ColumnChoice> = {}): ColumnChoice => ({
  id,
  width: null,
  pinned: false,
  ...changes,
});
const idsOf = (choices: readonly ColumnChoice[]) => choices.map(({ id }) => id);

describe('placeColumns', () => {
  const choices = [
    choice('training.seed', { width: 50 }),
    choice('run.name', { pinned: true, width: 200 }),
    choice('run.status', { width: 100 }),
  ];
  const columns = describeColumns(idsOf(choices));

  it('puts pinned columns first, each where those before it end', () => {
    const placed = placeColumns(choices, columns, 1000, 32);
    expect(placed.map(({ column, width, left }) => [column.id, width, left])).toEqual([
      ['run.name', 200, 32],
      ['training.seed', 50, 232],
      ['run.status', 100, 282],
    ]);
  });

  it('gives the space that is left to texts without a chosen width, up to a limit', () => {
    const wide = [choice('run.name'), choice('training.seed')];
    const [name, seed] = placeColumns(wide, describeColumns(idsOf(wide)), 400, 32);
    // 400 - 32 - 60 of the seed.
    expect([name?.width, seed?.width]).toEqual([308, 60]);
    expect(placeColumns(wide, describeColumns(idsOf(wide)), 4000, 32)[0]?.width).toBe(560);
    expect(placeColumns(wide, describeColumns(idsOf(wide)), 100, 32)[0]?.width).toBe(272);
  });
});

describe('a wide table', () => {
  it('gives names, studies and models what they need before it widens notes', () => {
    const shown = ['run.name', 'run.notes', 'run.model', 'run.study'].map((id) => choice(id));
    const widths = (available: number) =>
      placeColumns(shown, describeColumns(idsOf(shown)), available, 32).map(({ width }) => width);
    // Usual widths: 272 + 180 + 160 + 150; 498 more fill the names to 560 and the studies to 360.
    expect(widths(32 + 762 + 498)).toEqual([560, 180, 160, 360]);
    // Then the models to 280, and notes have the last 20.
    expect(widths(32 + 762 + 498 + 120 + 20)).toEqual([560, 200, 280, 360]);
  });
});

describe('the order of columns', () => {
  const choices = [choice('a', { pinned: true }), choice('b'), choice('c'), choice('d')];

  it('changes by one place among columns that are pinned alike', () => {
    expect(idsOf(moveColumn(choices, 'c', -1))).toEqual(['a', 'c', 'b', 'd']);
    expect(idsOf(moveColumn(choices, 'b', -1))).toEqual(['a', 'b', 'c', 'd']);
    expect(idsOf(moveColumn(choices, 'd', 1))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('changes to the place of another one, which may be pinned', () => {
    expect(idsOf(dropColumn(choices, 'b', 'd'))).toEqual(['a', 'c', 'd', 'b']);
    expect(dropColumn(choices, 'd', 'a')[0]).toEqual(choice('d', { pinned: true }));
  });
});

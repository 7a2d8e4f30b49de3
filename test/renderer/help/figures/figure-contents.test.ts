import { expect, it } from 'vitest';
import { figureContents, type Panel } from '../../../../src-renderer/help/figures/figure-contents';
import {
  drawLocking,
  joinLegends,
  joinNotes,
} from '../../../../src-renderer/help/figures/locking-drawing';
import { drawSparseUpdates } from '../../../../src-renderer/help/figures/sparse-updates';
import { drawModel } from '../../../../src-renderer/help/figures/model-drawing';
import { readCurve } from '../../../../src-renderer/help/figures/recorded-runs';

const figures = Object.entries(figureContents);
const panels = figures.flatMap(([name, parts]) => parts.map((panel) => ({ name, panel })));
const strips = (name: string) =>
  (figureContents[name] ?? []).flatMap((panel) =>
    panel.kind === 'locking' ? [drawLocking(panel.experiment)] : [],
  );

/** What is missing of a part of a figure; empty where all of it can be drawn. */
function findMissing(panel: Panel): string[] {
  switch (panel.kind) {
    case 'model': {
      const { cards, edges } = drawModel(panel.experiment, panel.shown);
      const missing = panel.shown.filter((id) => !cards.some((card) => card.id === id));
      return edges.length > 0 ? missing : [...missing, 'an edge'];
    }
    case 'locking':
      return drawLocking(panel.experiment).rows.length > 0 ? [] : ['a row'];
    case 'sparse-updates':
      return drawSparseUpdates(panel.experiment).rows.length > 0 ? [] : ['a row'];
    case 'curves':
      return panel.lines
        .filter(({ metric }) => readCurve(metric).values.length < 50)
        .map(({ metric }) => metric);
    case 'groups':
    case 'statuses':
      return [];
  }
}

it.each(panels.map(({ name, panel }) => [name, panel] as const))(
  'can draw all of %s',
  (_, panel) => {
    expect(findMissing(panel)).toEqual([]);
  },
);

it('shows that each lock is removed: by backprop all modules wait, and fully unlocked none', () => {
  const waits = strips('critical-path').map(({ rows }) =>
    rows.map(({ marks }) => marks.some(({ kind }) => kind === 'waiting')),
  );
  expect(waits).toEqual([
    [true, true, true],
    [false, true, true],
    [false, false, false],
  ]);
});

it('shows at the end of a window the cut of none and the prediction of dni', () => {
  const kinds = strips('cut').map(({ rows }) =>
    rows
      .flatMap(({ marks }) => marks.filter(({ kind }) => kind.startsWith('boundary')))
      .map(({ kind }) => kind),
  );
  expect(kinds).toEqual([
    ['boundary-cut', 'boundary-cut'],
    ['boundary-synthetic', 'boundary-synthetic'],
  ]);
});

it('draws both unrolls over the same eight ticks: two windows of four and four of two', () => {
  const updates = strips('unroll').map(({ rows }) =>
    rows
      .flatMap(({ marks }) => marks.filter(({ kind }) => kind === 'tick-update'))
      .map(({ to }) => to),
  );
  expect(updates).toEqual([
    [0.5, 1],
    [0.25, 0.5, 0.75, 1],
  ]);
});

it('names the rows of the strip as the nodes of the model above it', () => {
  const [, strip] = figureContents['two-rates'] ?? [];
  const rows = strip?.kind === 'locking' ? drawLocking(strip.experiment, strip.shown).rows : [];
  expect(rows.map(({ name }) => name)).toEqual(['a', 'b']);
});

it('updates each module in some steps only, where updates are sparse', () => {
  const [panel] = figureContents['update-schedule'] ?? [];
  if (panel?.kind !== 'sparse-updates') throw new Error('It shows something else.');
  const { rows, legend } = drawSparseUpdates(panel.experiment);
  const counts = rows.map(({ marks }) => marks.filter(({ kind }) => kind === 'update').length);
  // 4 modules and 10 steps with probability 0.2: 8 on average.
  expect(counts).toEqual([2, 2, 1, 3]);
  expect(rows.map(({ marks }) => marks.filter(({ kind }) => kind === 'forward').length)).toEqual([
    10, 10, 10, 10,
  ]);
  expect(legend.map(({ kind }) => kind)).toEqual([
    'forward',
    'backward-true',
    'backward-synthetic',
    'update',
  ]);
});

it('explains each mark once, and each note once, for all strips of a figure', () => {
  const drawn = strips('critical-path');
  const kinds = joinLegends(drawn).map(({ kind }) => kind);
  expect(kinds).toEqual([...new Set(kinds)]);
  for (const { rows } of drawn)
    for (const { marks } of rows) for (const { kind } of marks) expect(kinds).toContain(kind);
  expect(joinNotes(drawn)).toHaveLength(1);
});

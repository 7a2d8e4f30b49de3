import { describe, expect, it } from 'vitest';
import type { Curve } from '#spec/curves';
import type { Run } from '#spec/run';
import { buildLines, collectNotes } from '#chart/lines/chart-lines';
import type { ComparedLine } from '#chart/lines/compared-lines';

const columns = (...numbers: number[]): Float32Array => Float32Array.from(numbers);

function curve(key: string, changes: Partial<Curve> = {}): Curve {
  return {
    key,
    metric: 'test/error',
    x: columns(10, 20),
    y: columns(0.5, 0.25),
    breaks: new Uint32Array(),
    lower: null,
    upper: null,
    n: null,
    raw: null,
    runs: [],
    total: 2,
    zero: 0,
    negative: 0,
    notFinite: 0,
    isRare: true,
    notes: [],
    ...changes,
  };
}

function line(key: string, runs: Partial<Run>[]): ComparedLine {
  return {
    key,
    label: key.toUpperCase(),
    color: 20,
    dash: [2, 3],
    isHidden: false,
    group: { key, values: {}, runs: runs.map((run) => ({ failedStep: null, ...run }) as Run) },
  };
}

const options = {
  isStepAxis: true,
  selected: new Set<string>(),
  colorOf: (index: number) => `--run-${index + 1}`,
};

describe('the lines of a chart', () => {
  it('have the style and label of their group, and its band', () => {
    const band = { lower: columns(0.4, 0.2), upper: columns(0.6, 0.3) };
    const [built] = buildLines(
      [line('dni', [{ id: 'a' }, { id: 'b' }])],
      (key) => curve(key, band),
      options,
    );
    expect(built).toMatchObject({
      key: 'dni',
      label: 'DNI',
      color: '--run-21',
      dash: [2, 3],
      band,
      counts: { total: 2, zero: 0, negative: 0, notFinite: 0 },
    });
    expect(built?.endMark).toBeUndefined();
  });

  it('are left out while there is no curve', () => {
    expect(buildLines([line('dni', [{ id: 'a' }])], () => undefined, options)).toEqual([]);
  });

  it('have those of selected runs beside that of their group', () => {
    const member = { runId: 'b', x: columns(10), y: columns(0.4), breaks: new Uint32Array() };
    const lines = buildLines(
      [
        line('dni', [
          { id: 'a', seed: 1 },
          { id: 'b', seed: 2 },
        ]),
      ],
      (key) => curve(key, { runs: [{ ...member, runId: 'a' }, member] }),
      { ...options, selected: new Set(['b']) },
    );
    expect(lines.map(({ key, label }) => [key, label])).toEqual([
      ['dni', 'DNI'],
      ['b', 'DNI, seed 2'],
    ]);
  });

  it('end with a mark where a single run has diverged, at its step only on an axis of steps', () => {
    const diverged = [line('a', [{ id: 'a', failedStep: 27 }])];
    const markX = (isStepAxis: boolean): number | undefined =>
      buildLines(diverged, curve, { ...options, isStepAxis })[0]?.endMark?.x;
    expect(markX(true)).toBe(27);
    expect(markX(false)).toBe(20);
  });
});

describe('the notes of curves', () => {
  const [first, second, third] = ['a', 'b', 'c'].map((key) => line(key, [{ id: key }]));
  const lines = [first, second, third].filter((each) => each !== undefined);
  const kind = { center: 'mean', band: 'interval' } as const;
  const notesOf =
    (notes: Record<string, string[]>) =>
    (key: string): Curve =>
      curve(key, { notes: notes[key] ?? [] });

  it('are said once where they are about all lines, else with the labels', () => {
    expect(collectNotes(lines, notesOf({ a: ['X.'], b: ['X.'], c: ['X.', 'Y.'] }), kind)).toEqual([
      'X.',
      'C: Y.',
    ]);
    expect(collectNotes(lines, notesOf({ a: ['X.'], b: ['X.'] }), kind)).toEqual(['A and B: X.']);
  });

  it('are those of each group where all have the same one', () => {
    const groups = ['a', 'b'].map((key) => line(key, [{ id: `${key}1` }, { id: `${key}2` }]));
    const note = '1 of the 6 runs has not measured it.';
    expect(collectNotes(groups, notesOf({ a: [note], b: [note] }), kind).slice(1)).toEqual([
      `Each group: ${note}`,
    ]);
    expect(collectNotes(groups, notesOf({ a: [note] }), kind).slice(1)).toEqual([`A: ${note}`]);
  });

  it('are no more than a few', () => {
    expect(collectNotes(lines, notesOf({ a: ['1.', '2.', '3.', '4.', '5.'] }), kind)).toEqual([
      'A: 1.',
      'A: 2.',
      'A: 3.',
      '2 more remarks on other lines.',
    ]);
    const four = notesOf({ a: ['1.', '2.', '3.', '4.'] });
    expect(collectNotes(lines, four, kind).at(-1)).toBe('1 more remark on other lines.');
  });

  it('say first what the lines and bands of groups are', () => {
    const group = [line('a', [{ id: 'a' }, { id: 'b' }])];
    expect(collectNotes(group, notesOf({ a: ['X.'] }), kind)).toEqual([
      'Lines: mean of the runs. Bands: 95 % interval (bootstrap).',
      'X.',
    ]);
    expect(collectNotes(group, notesOf({}), { center: 'median', band: 'none' })).toEqual([
      'Lines: median of the runs.',
    ]);
  });

  it('say what faint lines are, where single runs are drawn', () => {
    const group = [line('a', [{ id: 'a' }, { id: 'b' }])];
    const member = { runId: 'a', x: columns(0), y: columns(1), breaks: new Uint32Array() };
    const notes = collectNotes(group, (key) => curve(key, { runs: [member] }), kind);
    expect(notes).toEqual([
      'Lines: mean of the runs. Bands: 95 % interval (bootstrap). Faint lines: single runs.',
    ]);
  });
});

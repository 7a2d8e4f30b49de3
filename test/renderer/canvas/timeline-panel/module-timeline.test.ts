import { describe, expect, it } from 'vitest';
import type { Method } from '#spec/training';
import {
  moduleTimelineOf,
  type Bar,
} from '../../../../src-renderer/canvas/timeline-panel/module-timeline';
import { counts, graph } from './models';

/** `forward 0-1`, with `(b)` for what is waited for. */
const words = ({ kind, start, end, on }: Bar) =>
  `${kind} ${start}-${end}${on === undefined ? '' : ` (${on})`}`;

function run(
  { model, modules }: ReturnType<typeof graph>,
  sizes: ReturnType<typeof counts>,
  method: Method,
  steps = 1,
) {
  const schedule = moduleTimelineOf(model, modules, sizes, method, steps);
  const bars = Object.fromEntries(
    schedule.rows.map((row) => [row.module, row.bars.map((bar) => words(bar))]),
  );
  return { ...schedule, bars };
}

// A forward pass of either module takes 1 and so a backward pass 2; an update takes 0.25, the
// synthesizer and the synthetic input model 0.5 each.
const equal = counts({ a: 100, b: 100, loss: 0 }, { 'a->b': 50 }, { 'a->b': 50 });

describe('a chain of two equal modules', () => {
  const chain = graph('image>a a/b b>loss');

  it('is locked as a whole with backprop', () => {
    const { bars, length, stepLength } = run(chain, equal, 'backprop');
    expect(bars).toEqual({
      a: ['forward 0-1', 'waiting 1-4 (b)', 'backward-true 4-6', 'update 6-6.25'],
      b: ['waiting 0-1 (a)', 'forward 1-2', 'backward-true 2-4', 'update 4-4.25'],
    });
    expect(length).toBe(6.25);
    expect(stepLength).toBe(6.25);
  });

  it('begins the next step after the own update', () => {
    const { rows, length } = run(chain, equal, 'backprop', 2);
    const second = rows.map(({ bars }) => bars.filter(({ step }) => step === 2).map(words));
    expect(second[0]?.[0]).toBe('forward 6.25-7.25');
    expect(second[1]?.slice(0, 2)).toEqual(['waiting 4.25-7.25 (a)', 'forward 7.25-8.25']);
    expect(length).toBe(12.5);
  });

  it('lets the lower module go on at once with DNI', () => {
    const { bars, length, stepLength } = run(chain, equal, 'dni');
    expect(bars).toEqual({
      a: ['forward 0-1', 'backward-synthetic 1-3.5', 'update 3.5-3.75', 'interface-update 4-4'],
      b: ['waiting 0-1 (a)', 'forward 1-2', 'backward-true 2-4', 'update 4-4.25'],
    });
    expect(length).toBe(4.25);
    // The lower module is the busier one: 1 + 0.5 + 2 + 0.25.
    expect(stepLength).toBe(3.75);
  });

  it('only runs the lower module forward with none', () => {
    const { bars, length, stepLength } = run(chain, equal, 'none');
    expect(bars).toEqual({
      a: ['forward 0-1'],
      b: ['waiting 0-1 (a)', 'forward 1-2', 'backward-true 2-4', 'update 4-4.25'],
    });
    expect(length).toBe(4.25);
    expect(stepLength).toBe(3.25);
  });
});

describe('synthetic inputs', () => {
  const unlocked = graph('image>a a//b b>loss');

  it('free the upper module of waiting for messages', () => {
    const { bars } = run(unlocked, equal, 'dni');
    expect(bars).toEqual({
      a: ['forward 0-1', 'backward-synthetic 1-3.5', 'update 3.5-3.75', 'interface-update 3.5-3.5'],
      b: ['forward 0-1.5', 'backward-true 1.5-3.5', 'update 3.5-3.75', 'interface-update 1-1'],
    });
  });

  it('let no synthesizer learn before its message is there', () => {
    const slow = counts({ a: 380, b: 10, loss: 0 }, {}, { 'a->b': 0 });
    // a's forward pass takes 380 / 195; b, at its shortest, would be done at 0.75.
    expect(run(unlocked, slow, 'dni').rows[0]?.bars.at(-1)?.start).toBeCloseTo(380 / 195);
  });

  it('are not used by the other methods', () => {
    for (const method of ['backprop', 'none'] as const)
      expect(run(unlocked, equal, method).bars['b']?.[0]).toBe('waiting 0-1 (a)');
  });
});

describe('a residual block whose two ends are one module', () => {
  const residual = graph('image>a a/b b/sum a>sum sum>loss');
  const sizes = counts({ a: 100, b: 100, sum: 0, loss: 0 }, { 'a->b': 50, 'b->sum': 20 });

  it('waits for the block in the midst of its forward pass', () => {
    const { bars } = run(residual, sizes, 'dni');
    expect(bars).toEqual({
      a: [
        'forward 0-1',
        'waiting 1-2 (b)',
        'backward-synthetic 2-4.5',
        'update 4.5-4.75',
        'interface-update 4.2-4.2',
      ],
      // The sum's gradient is there at 2: adding costs no multiply-adds.
      b: [
        'waiting 0-1 (a)',
        'forward 1-2',
        'backward-synthetic 2-4.2',
        'update 4.2-4.45',
        'interface-update 2-2',
      ],
    });
  });

  it('goes through the block and back with backprop', () => {
    const { bars } = run(residual, sizes, 'backprop');
    expect(bars).toEqual({
      a: [
        'forward 0-1',
        'waiting 1-2 (b)',
        'waiting 2-4 (b)',
        'backward-true 4-6',
        'update 6-6.25',
      ],
      b: ['waiting 0-1 (a)', 'forward 1-2', 'backward-true 2-4', 'update 4-4.25'],
    });
  });
});

it('is true down to the node at which a synthetic gradient joins', () => {
  const { model, modules } = graph('image>a a>c c>loss a/b b>other');
  const { bars } = run({ model, modules }, counts({ a: 100, c: 100, b: 200 }), 'dni');
  expect(bars).toEqual({
    a: [
      'forward 0-1',
      'backward-true 1-2',
      'backward-synthetic 2-3',
      'update 3-3.25',
      'interface-update 3.5-3.5',
    ],
    b: ['waiting 0-0.5 (a)', 'forward 0.5-1.5', 'backward-true 1.5-3.5', 'update 3.5-3.75'],
  });
});

describe('durations', () => {
  const chain = graph('image>a a/b b>loss');

  it('are never too short to be seen', () => {
    // 390 and 10 of 200 a unit: 1.95 and 0.05, which is drawn as 0.25.
    const { bars } = run(chain, counts({ a: 390, b: 10, loss: 0 }), 'none');
    expect(bars['b']?.slice(0, 2)).toEqual(['waiting 0-1.95 (a)', 'forward 1.95-2.2']);
  });

  it('are equal where sizes are not known', () => {
    expect(run(chain, counts({}), 'backprop').length).toBe(6.25);
  });
});

it('goes neither backward nor on where there is no loss or a cycle', () => {
  const open = graph('image>a a/b');
  expect(run(open, equal, 'backprop').bars).toEqual({
    a: ['forward 0-1'],
    b: ['waiting 0-1 (a)', 'forward 1-2'],
  });
  const cycle = graph('image>a a/b b/a');
  expect(run(cycle, equal, 'dni')).toMatchObject({ bars: { a: [], b: [] }, length: 0 });
});

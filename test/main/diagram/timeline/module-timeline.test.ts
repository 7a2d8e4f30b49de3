import { describe, expect, it } from 'vitest';
import type { Method } from '#spec/training';
import { simulateModuleTimeline, type Bar } from '#diagram/timeline/module-timeline';
import { createCounts, parseGraph } from './models';

/** Formats a bar as `forward 0-1`, with the module that is waited for as in `(b)`. */
const formatBar = ({ kind, start, end, waitsFor }: Bar) =>
  `${kind} ${start}-${end}${waitsFor === undefined ? '' : ` (${waitsFor})`}`;

function run(
  { model, modules }: ReturnType<typeof parseGraph>,
  sizes: ReturnType<typeof createCounts>,
  method: Method,
  steps = 1,
) {
  const timeline = simulateModuleTimeline(model, modules, sizes, method, steps);
  const bars = Object.fromEntries(
    timeline.rows.map((row) => [row.module, row.bars.map((bar) => formatBar(bar))]),
  );
  return { ...timeline, bars };
}

// The forward pass of each module takes 1 unit and the backward pass therefore 2; an update takes 0.25,
// the synthesizer and the synthetic input model 0.5 each.
const equal = createCounts({ a: 100, b: 100, loss: 0 }, { 'a->b': 50 }, { 'a->b': 50 });

describe('a chain of two equal modules', () => {
  const chain = parseGraph('image>a a/b b>loss');

  it('is locked as a whole with backprop', () => {
    const { bars, duration, stepDuration } = run(chain, equal, 'backprop');
    expect(bars).toEqual({
      a: ['forward 0-1', 'waiting 1-4 (b)', 'backward-true 4-6', 'update 6-6.25'],
      b: ['waiting 0-1 (a)', 'forward 1-2', 'backward-true 2-4', 'update 4-4.25'],
    });
    expect(duration).toBe(6.25);
    expect(stepDuration).toBe(6.25);
  });

  it('begins the next step of a module after its own update', () => {
    const { rows, duration } = run(chain, equal, 'backprop', 2);
    const second = rows.map(({ bars }) => bars.filter(({ step }) => step === 2).map(formatBar));
    expect(second[0]?.[0]).toBe('forward 6.25-7.25');
    expect(second[1]?.slice(0, 2)).toEqual(['waiting 4.25-7.25 (a)', 'forward 7.25-8.25']);
    expect(duration).toBe(12.5);
  });

  it('lets the lower module update without waiting with DNI', () => {
    const { bars, duration, stepDuration } = run(chain, equal, 'dni');
    expect(bars).toEqual({
      a: ['forward 0-1', 'backward-synthetic 1-3.5', 'update 3.5-3.75', 'interface-update 4-4'],
      b: ['waiting 0-1 (a)', 'forward 1-2', 'backward-true 2-4', 'update 4-4.25'],
    });
    expect(duration).toBe(4.25);
    // The lower module takes longer: 1 + 0.5 + 2 + 0.25.
    expect(stepDuration).toBe(3.75);
  });

  it('runs the lower module only forward with the method none', () => {
    const { bars, duration, stepDuration } = run(chain, equal, 'none');
    expect(bars).toEqual({
      a: ['forward 0-1'],
      b: ['waiting 0-1 (a)', 'forward 1-2', 'backward-true 2-4', 'update 4-4.25'],
    });
    expect(duration).toBe(4.25);
    expect(stepDuration).toBe(3.25);
  });
});

describe('synthetic inputs', () => {
  const unlocked = parseGraph('image>a a//b b>loss');

  it('let the upper module run without waiting for messages', () => {
    const { bars } = run(unlocked, equal, 'dni');
    expect(bars).toEqual({
      a: ['forward 0-1', 'backward-synthetic 1-3.5', 'update 3.5-3.75', 'interface-update 3.5-3.5'],
      b: ['forward 0-1.5', 'backward-true 1.5-3.5', 'update 3.5-3.75', 'interface-update 1-1'],
    });
  });

  it('update no synthesizer before its message exists', () => {
    const slow = createCounts({ a: 380, b: 10, loss: 0 }, {}, { 'a->b': 0 });
    // a's forward pass takes 380 / 195; b, at its shortest, would be done at 0.75.
    expect(run(unlocked, slow, 'dni').rows[0]?.bars.at(-1)?.start).toBeCloseTo(380 / 195);
  });

  it('are not used by the other methods', () => {
    for (const method of ['backprop', 'none'] as const)
      expect(run(unlocked, equal, method).bars['b']?.[0]).toBe('waiting 0-1 (a)');
  });
});

describe('a residual block whose input and output are in one module', () => {
  const residual = parseGraph('image>a a/b b/sum a>sum sum>loss');
  const sizes = createCounts({ a: 100, b: 100, sum: 0, loss: 0 }, { 'a->b': 50, 'b->sum': 20 });

  it('waits for the block in the middle of its forward pass', () => {
    const { bars } = run(residual, sizes, 'dni');
    expect(bars).toEqual({
      a: [
        'forward 0-1',
        'waiting 1-2 (b)',
        'backward-synthetic 2-4.5',
        'update 4.5-4.75',
        'interface-update 4.2-4.2',
      ],
      // The sum has its gradient at time 2: an addition has no multiply-adds.
      b: [
        'waiting 0-1 (a)',
        'forward 1-2',
        'backward-synthetic 2-4.2',
        'update 4.2-4.45',
        'interface-update 2-2',
      ],
    });
  });

  it('runs forward and backward through the block with backprop', () => {
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

it('has the true gradient down to the node at which a synthetic gradient is added', () => {
  const { model, modules } = parseGraph('image>a a>c c>loss a/b b>other');
  const { bars } = run({ model, modules }, createCounts({ a: 100, c: 100, b: 200 }), 'dni');
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
  const chain = parseGraph('image>a a/b b>loss');

  it('are never too short to be visible', () => {
    // 390 and 10 of 200 a unit: 1.95 and 0.05, which is drawn as 0.25.
    const { bars } = run(chain, createCounts({ a: 390, b: 10, loss: 0 }), 'none');
    expect(bars['b']?.slice(0, 2)).toEqual(['waiting 0-1.95 (a)', 'forward 1.95-2.2']);
  });

  it('are equal if the sizes are unknown', () => {
    expect(run(chain, createCounts({}), 'backprop').duration).toBe(6.25);
  });
});

it('has no backward pass without a loss, and no work on a cycle', () => {
  const open = parseGraph('image>a a/b');
  expect(run(open, equal, 'backprop').bars).toEqual({
    a: ['forward 0-1'],
    b: ['waiting 0-1 (a)', 'forward 1-2'],
  });
  const cycle = parseGraph('image>a a/b b/a');
  expect(run(cycle, equal, 'dni')).toMatchObject({ bars: { a: [], b: [] }, duration: 0 });
});

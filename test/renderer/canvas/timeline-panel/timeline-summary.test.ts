import { describe, expect, it } from 'vitest';
import type { Method } from '#spec/training';
import { buildTimeline } from '../../../../src-renderer/canvas/timeline-panel/timeline';
import {
  summarizeTimeline,
  summarizeSparseUpdates,
} from '../../../../src-renderer/canvas/timeline-panel/timeline-summary';
import { createCounts, parseGraph } from './models';

const sizes = createCounts({ a: 100, b: 100, loss: 0 }, { 'a->b': 50 }, { 'a->b': 50 });

function summarize(text: string, method: Method, counts = sizes) {
  const { model, modules } = parseGraph(text);
  return summarizeTimeline(modules, method, buildTimeline(model, modules, counts, method));
}

describe('the summary of the timeline', () => {
  it('compares DNI with backprop', () => {
    // 6.25 and 3.75 are worked out in module-timeline.test.ts.
    expect(summarize('image>a a/b b>loss', 'dni')).toBe(
      'A step takes 6.3 units with backprop, 3.8 with DNI (1.7 times as fast): a never waits.',
    );
    expect(summarize('image>a a//b b>loss', 'dni')).toContain('no module ever waits');
  });

  it('mentions synthesizers that cost more than they save', () => {
    const expensive = createCounts({ a: 100, b: 100, loss: 0 }, { 'a->b': 900 });
    expect(summarize('image>a a/b b>loss', 'dni', expensive)).toContain('12.3 with DNI (slower');
  });

  it('names modules that are locked and modules that never learn', () => {
    expect(summarize('image>a a/b b>loss', 'backprop')).toContain('a cannot update before');
    expect(summarize('image>a a/b b>loss', 'none')).toContain('a never learns.');
    expect(summarize('image>a a>b b>loss', 'dni')).toContain('No edge is decoupled');
  });
});

it('spans two steps of backprop with every method, and clips the bars at its end', () => {
  const { model, modules } = parseGraph('image>a a/b b>loss');
  for (const method of ['backprop', 'dni', 'none'] as const) {
    const { rows, duration } = buildTimeline(model, modules, sizes, method);
    expect(duration).toBe(12.5);
    for (const { bars } of rows) expect(bars.every(({ end }) => end <= 12.5)).toBe(true);
  }
  const { rows } = buildTimeline(model, modules, sizes, 'dni');
  expect(rows[0]?.waitingShare).toBe(0);
  // Forward passes begin at 0, 3.75, 7.5 and 11.25.
  expect(rows[0]?.bars.filter(({ kind }) => kind === 'forward')).toHaveLength(4);
  // Locked, a waits from 1 to 4 of each 6.25; b from 0 to 1, 4.25 to 7.25 and 10.5 to 12.5.
  const locked = buildTimeline(model, modules, sizes, 'backprop');
  expect(locked.rows.map(({ waitingShare }) => waitingShare)).toEqual([0.48, 0.48]);
});

it('gives the update probability of sparse updates', () => {
  const { model, modules } = parseGraph('image>a a/b b>loss');
  const training = { updateProbability: 0.2 } as Parameters<typeof summarizeSparseUpdates>[2];
  expect(summarizeSparseUpdates(model, modules, training, 'dni')).toContain(
    'probability 0.2 a step',
  );
  expect(summarizeSparseUpdates(model, modules, training, 'backprop')).toBeNull();
  const withModuleSetting = { ...model, modules: { b: { updateProbability: 1 } } };
  expect(summarizeSparseUpdates(withModuleSetting, modules, training, 'dni')).toContain(
    '0.2 (a), 1 (b)',
  );
});

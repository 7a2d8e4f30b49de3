import { describe, expect, it } from 'vitest';
import type { Method } from '#spec/training';
import { buildTimeline } from '#diagram/timeline/timeline';
import {
  describeRow,
  summarizeTimeline,
  summarizeSparseUpdates,
} from '#diagram/timeline/timeline-summary';
import { findModules } from '#spec/graph';
import type { Model } from '#spec/model';
import { createCounts, parseGraph } from './models';

const sizes = createCounts({ a: 100, b: 100, loss: 0 }, { 'a->b': 50 }, { 'a->b': 50 });

function summarize(text: string, method: Method, counts = sizes) {
  const { model, modules } = parseGraph(text);
  return summarizeTimeline(model, modules, method, buildTimeline(model, modules, counts, method));
}

describe('the summary of the timeline', () => {
  it('compares DNI with backprop', () => {
    // 6.25 and 3.75 are worked out in module-timeline.test.ts.
    expect(summarize('image>a a/b b>loss', 'dni')).toBe(
      'With one worker a module, a step takes 6.3 forward passes of an average module with backprop and 3.8 with DNI (1.7 times as fast): a never waits. With one worker for all it takes 6.5 and 7.0, and the learning of the synthesizers comes on top.',
    );
    expect(summarize('image>a a//b b>loss', 'dni')).toContain('no module ever waits');
  });

  it('mentions synthesizers that cost more than they save', () => {
    const expensive = createCounts({ a: 100, b: 100, loss: 0 }, { 'a->b': 900 });
    expect(summarize('image>a a/b b>loss', 'dni', expensive)).toContain(
      '12.3 with DNI (slower, because',
    );
  });

  it('names modules that are locked and modules that never learn', () => {
    expect(summarize('image>a a/b b>loss', 'backprop')).toBe(
      'With one worker a module, a step takes 6.3 forward passes of an average module with backprop: a cannot update before the module of b has run.',
    );
    expect(summarize('image>a a/b b>loss', 'none')).toContain(
      'No gradient reaches a, which never learns.',
    );
    expect(summarize('image>a a>b b>loss', 'dni')).toContain('No edge is decoupled');
  });
});

it('a node without edges is one quiet line', () => {
  const { model } = parseGraph('image>a a/b b>loss');
  const [, copied] = Object.values(model.nodes);
  const alone: Model = { ...model, nodes: { ...model.nodes, ...(copied && { c: copied }) } };
  const modules = findModules(alone);
  const counts = createCounts({ a: 100, b: 100, c: 100, loss: 0 }, { 'a->b': 50 });
  const timeline = buildTimeline(alone, modules, counts, 'dni');
  const row = timeline.rows.find(({ module }) => module === 'c');
  expect(row?.bars).toEqual([]);
  expect(describeRow(row)).toBe('not connected');
  expect(summarizeTimeline(alone, modules, 'dni', timeline)).not.toMatch(/\bc\b/);
});

describe('the summary agrees with the bars', () => {
  const sized = createCounts({ a: 100, b: 100, c: 100, sum: 0, loss: 0 }, { 'a->b': 50 });

  it('where a coupled path runs beside a decoupled edge', () => {
    expect(summarize('image>a a/b b>sum a>sum sum>loss', 'dni', sized)).toBe(
      'The edge a → b is decoupled, but the coupled path a → sum ← b beside it keeps both ends in one module, which updates as a whole.',
    );
    const two = summarize('image>a a/b b>sum a>sum sum/c c>loss', 'dni', sized);
    expect(two).toContain('times as fast)');
    expect(two).toContain('The edge a → b is decoupled, but the coupled path a → sum ← b');
  });

  it('where pieces of the model are not connected', () => {
    const text = summarize('image>a a>loss image>c', 'backprop', sized);
    expect(text).toBe(
      'No edge is decoupled: the model is in 2 pieces that no edge connects, and every method trains it in the same way. No gradient reaches c, which never learns.',
    );
    // With a decoupled edge elsewhere, `c` still waits for nobody.
    const { model, modules } = parseGraph('image>a a/b b>loss image>c');
    const timeline = buildTimeline(model, modules, sized, 'backprop');
    const row = timeline.rows.find(({ module }) => module === 'c');
    expect(describeRow(row)).toBe('never waits, never updates');
    expect(summarizeTimeline(model, modules, 'backprop', timeline)).toBe(
      'With one worker a module, a step takes 6.3 forward passes of an average module with backprop: a cannot update before the module of b has run. No gradient reaches c, which never learns.',
    );
  });

  it('where no loss is connected, and where nodes are on a cycle', () => {
    expect(summarize('image>a a/b', 'dni', sized)).toContain(
      'No gradient reaches a and b, which never learn.',
    );
    const cycle = parseGraph('image>a a/b b/a');
    const timeline = buildTimeline(cycle.model, cycle.modules, sized, 'dni');
    expect(timeline.rows.map(describeRow)).toEqual(['not drawn', 'not drawn']);
    expect(summarizeTimeline(cycle.model, cycle.modules, 'dni', timeline)).toBe(
      'a and b are not drawn: a cycle has no order in which it could run.',
    );
  });

  it('where a decoupled edge has no loss above it', () => {
    // Nothing arrives at `c`, so that its interface never learns: `a` has the true gradient of `b` alone.
    const { model, modules } = parseGraph('image>a a>b b>loss a/c');
    const { rows } = buildTimeline(model, modules, sized, 'dni');
    const kinds = rows[0]?.bars.map(({ kind }) => kind) ?? [];
    expect(kinds).not.toContain('backward-synthetic');
    expect(kinds).not.toContain('interface-update');
  });
});

it('gives no pace before the sizes are known', () => {
  const unsized = { ...sizes, unknown: { nodes: ['b'], interfaces: [] } };
  expect(summarize('image>a a/b b>loss', 'dni', unsized)).toBe(
    'How long a step takes is not known before all sizes are. With equally long modules and one worker a module, a never waits.',
  );
  const { model, modules } = parseGraph('image>a a/b b>loss');
  expect(buildTimeline(model, modules, unsized, 'dni').byMethod.dni.stepDuration).toBe(3.25);
});

it('counts embeddings and cores among what updates', () => {
  const { model, modules } = parseGraph('image>a a/b b>loss');
  for (const node of [
    { kind: 'embedding', units: 4 },
    { kind: 'gru', units: 4 },
  ] as const) {
    const changed = { ...model, nodes: { ...model.nodes, b: node } };
    const { rows } = buildTimeline(changed, modules, sizes, 'dni');
    expect(rows.map(({ hasUpdate }) => hasUpdate)).toEqual([true, true]);
  }
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

it('fills the time however many steps a module makes in it', () => {
  // One after another, the layers take as long as more than a thousand steps of the small one, which never waits.
  const layers = Array.from({ length: 200 }, (_, index) => `l${index}`);
  const chain = layers.slice(1).map((name, index) => `${layers[index] ?? ''}/${name}`);
  const { model, modules } = parseGraph(`image>a a/l0 ${chain.join(' ')} ${layers.at(-1)}>loss`);
  const counts = createCounts(
    { a: 1, ...Object.fromEntries(layers.map((name) => [name, 100])), loss: 0 },
    { 'a->l0': 0 },
  );
  const { rows, duration } = buildTimeline(model, modules, counts, 'dni');
  const bars = rows[0]?.bars ?? [];
  expect(rows[0]?.module).toBe('a');
  expect(rows[0]?.waitingShare).toBe(0);
  expect(Math.max(...bars.map(({ end }) => end))).toBe(duration);
  expect(bars.length).toBeLessThan(500);
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

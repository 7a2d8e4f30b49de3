import { describe, expect, it } from 'vitest';
import type { Curve, CurvesRequestInput } from '#spec/curves';
import {
  byMetricAndLine,
  curveKey,
  CurveStore,
  hasSameCurves,
  listNotes,
  type CurvesCall,
} from '../../../src-renderer/stores/curve-store';

const request = (
  lines: readonly string[],
  metrics: readonly string[],
  more: Partial<CurvesRequestInput> = {},
): CurvesRequestInput => ({
  lines: lines.map((key) => ({ key, runIds: [key, `${key}2`] })),
  metrics: metrics.map((metric) => ({ metric })),
  ...more,
});

/** An answer to a call: curves with `total` as a sign of which answer they are of. */
const answer = ({ request: { lines, metrics } }: CurvesCall, total: number): Curve[] =>
  lines.flatMap(({ key }) =>
    metrics.map(({ metric }): Curve => ({
      ...{ key, metric, total, zero: 0, negative: 0, notFinite: 0 },
      ...{ x: new Float32Array(), y: new Float32Array(), breaks: new Uint32Array() },
      ...{ lower: null, upper: null, n: null, raw: null, runs: [], isRare: false, notes: [] },
    })),
  );

/** What calls ask for: `a b: loss error`. */
const asked = (calls: readonly CurvesCall[]): string[] =>
  calls.map(
    ({ request: { lines, metrics } }) =>
      `${lines.map(({ key }) => key).join(' ')}: ${metrics.map(({ metric }) => metric).join(' ')}`,
  );

/** By line and metric, the sign of the answer that is shown. */
const shown = (store: CurveStore): Record<string, number> =>
  Object.fromEntries([...store.shown()].map(([key, { total }]) => [key.replace('\n', ' '), total]));

/** Follows a request, answers its calls and shows the curves. */
function load(store: CurveStore, wanted: CurvesRequestInput, total: number): string[] {
  store.setRequest(wanted);
  const calls = store.takeCalls();
  for (const call of calls) store.receive(call, answer(call, total));
  store.shown();
  return asked(calls);
}

it('lists each note of curves once', () => {
  const noted = (...notes: string[]) => ({ notes }) as Partial<Curve> as Curve;
  expect(listNotes([noted('A.'), noted(), noted('B.', 'A.')])).toEqual(['A.', 'B.']);
});

describe('CurveStore', () => {
  it('asks in one call for all lines and metrics, and for nothing that it has or has asked for', () => {
    const store = new CurveStore();
    store.setRequest(request(['a', 'b'], ['loss', 'error']));
    const [call, ...others] = store.takeCalls();
    expect(others).toEqual([]);
    expect(asked(call ? [call] : [])).toEqual(['a b: loss error']);
    store.setRequest(request(['a', 'b'], ['loss', 'error']));
    expect(store.takeCalls()).toEqual([]);
    if (call) store.receive(call, answer(call, 1));
    expect(shown(store)).toEqual({ 'a loss': 1, 'b loss': 1, 'a error': 1, 'b error': 1 });
    expect(load(store, request(['a', 'b'], ['loss', 'error']), 2)).toEqual([]);
  });

  it('asks for what is new only: a chart that comes into view, a line, a line with other runs', () => {
    const store = new CurveStore();
    load(store, request(['a'], ['loss']), 1);
    expect(load(store, request(['a'], ['loss', 'error']), 2)).toEqual(['a: error']);
    expect(load(store, request(['a', 'b'], ['loss', 'error']), 3)).toEqual(['b: loss error']);
    expect(load(store, request(['a'], ['error']), 4)).toEqual([]);
    expect(load(store, request(['b', 'a'], ['loss', 'error']), 4)).toEqual([]);
    const grown = request(['a', 'b'], ['loss']);
    grown.lines[0]?.runIds.push('a3');
    expect(load(store, grown, 5)).toEqual(['a: loss']);
    expect(shown(store)).toEqual({ 'a loss': 5, 'b loss': 3 });
    const smoothed = { ...grown, metrics: [{ metric: 'loss', smoothing: 0.5 }] };
    expect(load(store, smoothed, 6)).toEqual(['a b: loss']);
  });

  it('asks for nothing when the range is left, and shows the whole curve until that of a range is there', () => {
    const store = new CurveStore();
    const whole = request(['a'], ['loss']);
    load(store, whole, 1);
    store.setRequest({ ...whole, range: { from: 1, to: 2 } });
    const [call] = store.takeCalls();
    expect(call?.request.range).toEqual({ from: 1, to: 2 });
    expect(shown(store)).toEqual({ 'a loss': 1 });
    if (call) store.receive(call, answer(call, 2));
    expect(shown(store)).toEqual({ 'a loss': 2 });
    expect(load(store, { ...whole, range: { from: 1, to: 3 } }, 3)).toEqual(['a: loss']);
    expect(load(store, whole, 4)).toEqual([]);
    expect(shown(store)).toEqual({ 'a loss': 1 });
  });

  it('drops an answer that comes after the request has changed', () => {
    const store = new CurveStore();
    const whole = request(['a'], ['loss']);
    load(store, whole, 1);
    store.setRequest({ ...whole, range: { from: 1, to: 2 } });
    const [outdated] = store.takeCalls();
    load(store, { ...whole, range: { from: 5, to: 6 } }, 3);
    if (outdated) store.receive(outdated, answer(outdated, 2));
    expect(shown(store)).toEqual({ 'a loss': 3 });
  });

  it('shows nothing of another axis, but the curves before while only points or bands change', () => {
    const store = new CurveStore();
    load(store, request(['a'], ['loss']), 1);
    store.setRequest(request(['a'], ['loss'], { band: 'sd' }));
    expect(shown(store)).toEqual({ 'a loss': 1 });
    expect(asked(store.takeCalls())).toEqual(['a: loss']);
    store.setRequest(request(['a'], ['loss'], { x: 'seconds' }));
    expect(shown(store)).toEqual({});
    expect(asked(store.takeCalls())).toEqual(['a: loss']);
  });

  it('loads the lines of a run again that goes on, while the others stay', () => {
    const store = new CurveStore();
    load(store, request(['a', 'b'], ['loss', 'error']), 1);
    expect(store.markStale('other')).toBe(false);
    expect(store.markStale('b2')).toBe(true);
    const calls = store.takeCalls({ updates: true });
    expect(asked(calls)).toEqual(['b: loss error']);
    expect(store.isIncomplete()).toBe(false);
    expect(shown(store)).toMatchObject({ 'b loss': 1 });
    // It records more while the answer is under way.
    store.markStale('b');
    for (const call of calls) store.receive(call, answer(call, 2));
    expect(shown(store)).toMatchObject({ 'a loss': 1, 'b loss': 2 });
    expect(store.hasStale()).toBe(true);
    store.markStale(null);
    expect(asked(store.takeCalls({ updates: true }))).toEqual(['a b: loss error']);
    expect(store.hasStale()).toBe(false);
  });

  it('loads a whole curve again when the range is left, if its run has gone on meanwhile', () => {
    const store = new CurveStore();
    const whole = request(['a'], ['loss']);
    load(store, whole, 1);
    load(store, { ...whole, range: { from: 1, to: 2 } }, 2);
    store.markStale('a');
    store.setRequest(whole);
    const [call] = store.takeCalls();
    expect(asked(call ? [call] : [])).toEqual(['a: loss']);
    expect(store.isIncomplete()).toBe(false);
    expect(shown(store)).toEqual({ 'a loss': 1 });
  });

  it('does not ask again for curves that no run has, nor after a failure', () => {
    const store = new CurveStore();
    store.setRequest(request(['a'], ['loss']));
    for (const call of store.takeCalls()) store.receive(call, []);
    expect(store.takeCalls()).toEqual([]);
    expect(shown(store)).toEqual({});
    store.setRequest(request(['a'], ['loss', 'error']));
    for (const call of store.takeCalls()) store.fail(call);
    expect(store.takeCalls()).toEqual([]);
    expect(load(store, request(['a'], ['loss', 'error'], { points: 20 }), 3)).toEqual([
      'a: loss error',
    ]);
  });

  it('forgets the curves of another project', () => {
    const store = new CurveStore();
    load(store, request(['a'], ['loss']), 1);
    store.clear();
    expect(shown(store)).toEqual({});
    expect(load(store, request(['a'], ['loss']), 2)).toEqual(['a: loss']);
    expect(store.shown().get(curveKey('a', 'loss'))?.total).toBe(2);
  });

  it('asks for nothing in a range where the whole curve has all points, until its run goes on', () => {
    const store = new CurveStore();
    const whole = request(['a', 'b', 'c'], ['loss']);
    store.setRequest(whole);
    const points = { x: Float32Array.of(1, 2), y: Float32Array.of(3, 4) };
    for (const call of store.takeCalls()) {
      const [complete, thinned] = answer(call, 2);
      // Of b two of five points were sent; c has none.
      store.receive(call, [
        { ...(complete as Curve), ...points },
        { ...(thinned as Curve), ...points, total: 5 },
      ]);
    }
    const zoomed = { ...whole, range: { from: 1, to: 2 } };
    store.setRequest(zoomed);
    const [call, ...others] = store.takeCalls();
    expect(others).toEqual([]);
    expect(asked(call ? [call] : [])).toEqual(['b: loss']);
    expect(shown(store)).toEqual({ 'a loss': 2, 'b loss': 5 });
    expect(store.isIncomplete()).toBe(true);
    if (call) store.receive(call, answer(call, 1));
    expect(store.isIncomplete()).toBe(false);
    expect(shown(store)).toEqual({ 'a loss': 2, 'b loss': 1 });

    expect(store.markStale('a')).toBe(true);
    const updates = store.takeCalls({ updates: true });
    expect(updates.map(({ request: { lines, range } }) => [lines.length, range])).toEqual([
      [1, zoomed.range],
    ]);
    for (const update of updates) store.receive(update, answer(update, 7));
    expect(shown(store)).toEqual({ 'a loss': 7, 'b loss': 1 });
    // In another range the whole curve is not the newest.
    store.setRequest({ ...whole, range: { from: 0, to: 2 } });
    expect(asked(store.takeCalls())).toEqual(['a b: loss']);
  });

  it('asks for some metrics at a time where there are many runs, and only for those still wanted', () => {
    const store = new CurveStore();
    store.setRequest(request(['a', 'b'], ['loss', 'error', 'cosine']));
    // Four runs for each metric.
    expect(asked(store.takeCalls({ maxRuns: 8 }))).toEqual(['a b: loss error']);
    store.setRequest(request(['a', 'b'], ['loss', 'norm', 'speed']));
    expect(asked(store.takeCalls({ maxRuns: 3 }))).toEqual(['a b: norm']);
    expect(asked(store.takeCalls({ maxRuns: 3 }))).toEqual(['a b: speed']);
    expect(store.takeCalls({ maxRuns: 3 })).toEqual([]);
  });

  it('tells for each metric whether its curves are others than before', () => {
    const store = new CurveStore();
    load(store, request(['a', 'b'], ['loss', 'error']), 1);
    const before = byMetricAndLine(store.shown());
    expect([...before].map(([metric, curves]) => [metric, [...curves.keys()]])).toEqual([
      ['loss', ['a', 'b']],
      ['error', ['a', 'b']],
    ]);
    const smoothed = request(['a', 'b'], ['loss', 'error']);
    smoothed.metrics = [{ metric: 'loss', smoothing: 0.5 }, { metric: 'error' }];
    load(store, smoothed, 2);
    const after = byMetricAndLine(store.shown());
    const isSame = (metric: string): boolean =>
      hasSameCurves(before.get(metric), after.get(metric) ?? new Map<string, Curve>());
    expect([isSame('loss'), isSame('error')]).toEqual([false, true]);
    expect(hasSameCurves(undefined, new Map())).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { disposeFeed, uploadFeed, type WindowData } from '#engine/feed/feed';
import type { Network } from '#engine/model/network';
import { runWindow, type WindowPassRequest, type WindowPassResult } from '#engine/pass/window-pass';
import { tf } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf } from '../helpers';
import { feedForward, recurrent, window } from './small-networks';

type Gradients = Record<string, number[] | null>;

/** Runs a window with k = 0.5 and every module learning, and frees its result after the test. */
function pass(
  net: Network,
  data: WindowData,
  parts: Partial<WindowPassRequest>,
  test: (result: WindowPassResult, gradients: Gradients) => void,
): void {
  const feed = uploadFeed(net, data);
  const parameters = net.parameters.all();
  const [seed, scale] = [tf.zeros([2], 'int32'), tf.scalar(0.5)];
  const result = runWindow(net, {
    feed,
    method: 'dni',
    modeOf: () => ({ training: true, updateStatistics: true, seed }),
    nodes: new Set(net.modules.flatMap(({ nodes }) => nodes)),
    learningModules: new Set(net.modules.map(({ id }) => id)),
    states: new Map(),
    received: new Map(),
    scaleOf: () => scale,
    variables: parameters.map(({ variable }) => variable),
    ...parts,
  });
  const gradients = parameters.map(({ name }, index): [string, number[] | null] => {
    const gradient = result.gradients[index];
    return [name, gradient ? valuesOf(gradient) : null];
  });
  test(result, Object.fromEntries(gradients));
  // All that the pass has made: it runs in no tidy here.
  result.dispose();
  tf.dispose([seed, scale]);
  disposeFeed(feed);
  net.dispose();
}

function expectGradients(found: Gradients, expected: Gradients): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    if (values === null) expect(found[name], name).toBeNull();
    else expectClose(found[name] ?? [], values);
  }
}

/**
 * Messages (3, −1) and (1, 0), predictions 5.5 and 2.5, so that (2, 1) and (−2, −1) arrive; M gives (1.5, −0.5)
 * and (0.5, 0.5).
 */
const examples = window(1, [1, 2, 0, 1], [5, 3]);
const above = { 'b/kernel': [1, -0.5], 'b/bias': [0] };
/** 0.5 · M / 2, through the layer. */
const below = { 'a/kernel': [0.375, -0.125, 0.875, -0.125], 'a/bias': [0.5, 0] };
/** M − arriving = (−0.5, −1.5) and (2.5, 1.5). */
const synthesizer = {
  'a->b/synthesizer/0/kernel': [1, -3, 0.5, 1.5],
  'a->b/synthesizer/0/bias': [2, 0],
};
const [noneAbove, noneBelow, noSynthesizer] = [above, below, synthesizer].map((gradients) =>
  Object.fromEntries(Object.keys(gradients).map((name) => [name, null])),
);

describe('one pass over a set of examples', () => {
  onPlainCpu();

  it('returns losses, gradients and traces under dni', () => {
    pass(feedForward(), examples, {}, (result, gradients) => {
      const loss = result.losses.get('loss');
      expectClose([loss?.sum, loss?.valid].flatMap(valuesOf), [0.5, 2]);
      expect(loss?.incorrect).toBeNull();
      expectGradients(gradients, { ...above, ...below, ...synthesizer });
      const [trace, ...others] = result.traces.get('a->b') ?? [];
      expect(others).toEqual([]);
      expectClose(valuesOf(trace?.message), [3, -1, 1, 0]);
      expectClose(valuesOf(trace?.synthetic), [1.5, -0.5, 0.5, 0.5]);
      expectClose(valuesOf(trace?.arriving), [2, 1, -2, -1]);
      expect([...result.sent.keys()]).toEqual(['a->b']);
      expectClose(valuesOf(result.sent.get('a->b')), [3, -1, 1, 0]);
      expect(result.states.size).toBe(0);
    });
  });

  it('minimises the objectives of the learning modules alone', () => {
    pass(feedForward(), examples, { learningModules: new Set(['a']) }, (result, gradients) => {
      expectGradients(gradients, { ...noneAbove, ...below, ...noSynthesizer });
      expectClose(valuesOf(result.losses.get('loss')?.sum), [0.5]);
    });
    pass(feedForward(), examples, { learningModules: new Set(['b']) }, (_, gradients) => {
      expectGradients(gradients, { ...above, ...noneBelow, ...synthesizer });
    });
  });

  it('under none and backprop leaves the synthesizer alone', () => {
    pass(feedForward(), examples, { method: 'none' }, ({ traces }, gradients) => {
      expectGradients(gradients, { ...above, ...noneBelow, ...noSynthesizer });
      expect([...traces]).toEqual([['a->b', []]]);
    });
    pass(feedForward(), examples, { method: 'backprop' }, (_, gradients) => {
      const truth = { 'a/kernel': [1, 0.5, 1, 0.5], 'a/bias': [0, 0] };
      expectGradients(gradients, { ...above, ...truth, ...noSynthesizer });
    });
  });

  it('observes true gradients whatever the method', () => {
    pass(feedForward(), examples, { recordsTrueGradients: true }, ({ traces }) => {
      const [trace] = traces.get('a->b') ?? [];
      expectClose(valuesOf(trace?.arriving), [2, 1, -2, -1]);
      expect(trace?.synthetic).toBeNull();
    });
  });
});

/** h = 2 and 3 from a state of 2, predictions 4 and 6, of each loss the gradients 4 and −8 in h. */
const ticks = window(2, [1, 2], [3, 8]);
const loop = 'core->core';
/** Runs `test` on the two ticks, from a state of 2. */
const unrolled = (
  data: WindowData,
  parts: Partial<WindowPassRequest>,
  test: (result: WindowPassResult, gradients: Gradients) => void,
  decoupled: Parameters<typeof recurrent>[0] = {},
): void => {
  const state = tf.tensor2d([[2]]);
  pass(recurrent(decoupled), data, { states: new Map([[loop, state]]), ...parts }, test);
  state.dispose();
};

describe('one pass over a window of a stream', () => {
  onPlainCpu();

  it('cuts the state at both ends of the window under dni', () => {
    unrolled(ticks, {}, (result, gradients) => {
      expectClose([...valuesOf(result.losses.get('loss')?.sum)], [5]);
      // M(3) = −2, so that −8 − 1 = −9 arrives at h(2), 4 − 4.5 = −0.5 at h(1), −0.25 at the state before.
      expectGradients(gradients, {
        'core/kernel': [(-0.5 * 1 - 9 * 2) / 2],
        'core/recurrent': [(-0.5 * 2 - 9 * 2) / 2],
        'core/bias': [-9.5 / 2],
        'out/kernel': [(2 * 2 - 4 * 3) / 2],
        'out/bias': [-1],
        // 2 · (M(2) + 0.25) = −1.5
        [`${loop}/synthesizer/0/kernel`]: [-3],
        [`${loop}/synthesizer/0/bias`]: [-1.5],
      });
      const traces = result.traces.get(loop) ?? [];
      expect(traces.map(({ sentAt }) => sentAt)).toEqual([[0], [2]]);
      expectClose(
        traces.flatMap(({ message }) => valuesOf(message)),
        [2, 3],
      );
      expectClose(
        traces.flatMap(({ synthetic }) => valuesOf(synthetic)),
        [-1, -2],
      );
      expectClose(
        traces.flatMap(({ arriving }) => valuesOf(arriving)),
        [-0.25],
      );
      expect(traces[1]?.arriving).toBeNull();
      expectClose(valuesOf(result.states.get(loop)), [3]);
      expect(result.sent.size).toBe(0);
    });
  });

  it('carries nothing, and no gradient, over the start of a sequence', () => {
    // In the next window's first tick, which sets the state to zero when it is read there.
    const ends = { ...ticks, begins: Float32Array.of(0, 0, 1) };
    unrolled(ends, {}, (result, gradients) => {
      expectClose(valuesOf(result.states.get(loop)), [3]);
      // −8 arrives at h(2), 4 − 4 = 0 at h(1).
      expectClose(gradients['core/kernel'] ?? [], [-8]);
    });
    // In the first tick: h = 1 and 2.5.
    const starts = { ...ticks, begins: Float32Array.of(1, 0, 0) };
    unrolled(starts, {}, (result, gradients) => {
      expectClose(valuesOf(result.states.get(loop)), [2.5]);
      expectClose(gradients[`${loop}/synthesizer/0/kernel`] ?? [], [0]);
    });
  });

  it('counts only the losses at `lossTicks`', () => {
    const parts = { recordsTrueGradients: true, lossTicks: new Set([2]) };
    unrolled(ticks, parts, ({ losses, traces }) => {
      expectClose([losses.get('loss')?.sum, losses.get('loss')?.valid].flatMap(valuesOf), [4, 1]);
      const seen = traces.get(loop) ?? [];
      expect(seen.map(({ sentAt }) => sentAt)).toEqual([[0], [1]]);
      expectClose(
        seen.flatMap(({ arriving }) => valuesOf(arriving)),
        [-2, -4],
      );
    });
  });

  it('returns the states of every tick for the auxiliary task, and weights a shard by its share', () => {
    const test = ({ sent }: WindowPassResult, gradients: Gradients): void => {
      expectClose(valuesOf(sent.get(loop)), [2, 3]);
      expectClose(gradients['core/bias'] ?? [], [-9.5 / 4]);
      expectClose(gradients[`${loop}/synthesizer/0/bias`] ?? [], [-0.75]);
    };
    unrolled(ticks, { weight: 0.5 }, test, { auxiliary: true });
  });
});

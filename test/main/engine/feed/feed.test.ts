import { describe, expect, it } from 'vitest';
import { upcomingTarget } from '#data/streams/tick-dataset';
import { disposeFeed, uploadFeed } from '#engine/feed/feed';
import { FeedReader } from '#engine/feed/feed-reader';
import type { Fields } from '#spec/task';
import { tf } from '#tensorflow/backend/tf';
import { experiment, network, onPlainCpu } from '../helpers';

const fields: Fields = {
  pixels: { kind: 'values', shape: [2] },
  force: { kind: 'values', shape: [1] },
};

describe('what a step reads of its feed', () => {
  onPlainCpu();

  it.each([
    ['floats', Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
    ['bytes', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
  ])('scales stored %s wherever they are read, and leaves others', (_, pixels) => {
    const net = network(
      experiment({
        model: {
          nodes: {
            x: { kind: 'input', field: 'pixels' },
            a: { kind: 'dense', units: 1 },
            loss: { kind: 'meanSquaredError', target: 'force' },
          },
          edges: [
            { from: 'x', to: 'a' },
            { from: 'a', to: 'loss' },
          ],
        },
      }),
      fields,
    );
    const feed = uploadFeed(net, {
      clock: { offset: 0, ticks: 1 },
      rows: 2,
      history: 1,
      // The tick before, then this one.
      values: {
        pixels,
        force: Float32Array.of(0, 0, 9, 10),
      },
      scales: { pixels: 0.5 },
      begins: null,
    });
    tf.tidy(() => {
      const reader = new FeedReader(net, feed);
      expect(reader.inputs().get('x')?.arraySync()).toEqual([
        [2.5, 3],
        [3.5, 4],
      ]);
      expect(reader.lastInputs(2, [1]).arraySync()).toEqual([
        [0.5, 1, 2.5, 3],
        [1.5, 2, 3.5, 4],
      ]);
      expect(reader.at('pixels', [0]).arraySync()).toEqual([
        [0.5, 1],
        [1.5, 2],
      ]);
      expect(reader.targets('force', [1]).arraySync()).toEqual([[9], [10]]);
    });
    disposeFeed(feed);
    net.dispose();
  });

  it('shows a label where it is asked for and where it is announced', () => {
    const net = network(
      experiment({
        model: {
          nodes: {
            x: { kind: 'input', field: 'pixels' },
            a: { kind: 'dense', units: 'classes' },
            loss: { kind: 'softmaxCrossEntropy', target: 'answer' },
          },
          edges: [
            { from: 'x', to: 'a' },
            { from: 'a', to: 'loss' },
          ],
        },
      }),
      { pixels: { kind: 'values', shape: [1] }, answer: { kind: 'label', classes: 3 } },
    );
    const feed = uploadFeed(net, {
      clock: { offset: 0, ticks: 3 },
      rows: 1,
      history: 0,
      values: {
        pixels: new Float32Array(3),
        answer: Int32Array.of(upcomingTarget(2), 1, -1),
      },
      begins: null,
    });
    tf.tidy(() => {
      expect(new FeedReader(net, feed).targets('answer', [1, 2, 3]).arraySync()).toEqual([
        [0, 0, 1],
        [0, 1, 0],
        [0, 0, 0],
      ]);
    });
    disposeFeed(feed);
    net.dispose();
  });
});

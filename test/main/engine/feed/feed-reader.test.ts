import { describe, expect, it } from 'vitest';
import type { DeviceColumns } from '#engine/feed/device-columns';
import { disposeFeed, uploadFeed, type WindowData } from '#engine/feed/feed';
import { FeedReader } from '#engine/feed/feed-reader';
import type { Fields } from '#spec/task';
import { tf, type Tensor1D } from '#tensorflow/backend/tf';
import { experiment, network, onPlainCpu } from '../helpers';

const fields: Fields = {
  grid: { kind: 'values', shape: [1, 2, 1] },
  symbol: { kind: 'label', classes: 3 },
  y: { kind: 'values', shape: [1] },
};

/** The grid as rows and as a map, the symbol one-hot and as a number. */
const spec = experiment({
  model: {
    nodes: {
      rows: { kind: 'input', field: 'grid' },
      map: { kind: 'input', field: 'grid', layout: 'grid' },
      oneHot: { kind: 'input', field: 'symbol' },
      index: { kind: 'input', field: 'symbol', layout: 'index' },
      known: { kind: 'embedding', units: 2 },
      flat: { kind: 'flatten' },
      all: { kind: 'concat' },
      out: { kind: 'dense', units: 1 },
      loss: { kind: 'meanSquaredError', target: 'y' },
    },
    edges: [
      { from: 'map', to: 'flat' },
      { from: 'index', to: 'known' },
      { from: 'rows', to: 'all' },
      { from: 'flat', to: 'all' },
      { from: 'oneHot', to: 'all' },
      { from: 'known', to: 'all' },
      { from: 'all', to: 'out' },
      { from: 'out', to: 'loss' },
    ],
  },
});

function reading(data: Partial<WindowData>, test: (reader: FeedReader) => void): void {
  const net = network(spec, fields);
  const feed = uploadFeed(net, {
    clock: { offset: 0, ticks: 2 },
    rows: 1,
    history: 1,
    // The tick before, then two of the window.
    values: {
      grid: Float32Array.of(1, 2, 3, 4, 5, 6),
      symbol: Int32Array.of(-1, 2, 0),
      y: Float32Array.of(7, Number.NaN, 9),
    },
    scales: { grid: 0.5 },
    begins: null,
    ...data,
  });
  tf.tidy(() => test(new FeedReader(net, feed)));
  disposeFeed(feed);
  net.dispose();
}

describe('tensors that are made from a feed', () => {
  onPlainCpu();

  it('are the ticks of the window in the layout of each input', () => {
    reading({}, (reader) => {
      const inputs = reader.inputs();
      expect(Object.fromEntries([...inputs].map(([id, x]) => [id, x.arraySync()]))).toEqual({
        rows: [
          [1.5, 2],
          [2.5, 3],
        ],
        map: [[[[1.5], [2]]], [[[2.5], [3]]]],
        oneHot: [
          [0, 0, 1],
          [1, 0, 0],
        ],
        index: [2, 0],
      });
    });
  });

  it('join all inputs, the history first, labels one-hot and zeros before the stream', () => {
    reading({}, (reader) => {
      const joined = [
        [0.5, 1, 0.5, 1, 0, 0, 0, 0, 0, 0],
        [1.5, 2, 1.5, 2, 0, 0, 1, 0, 0, 1],
        [2.5, 3, 2.5, 3, 1, 0, 0, 1, 0, 0],
      ];
      expect(reader.joinedInputs().arraySync()).toEqual(joined);
      expect(reader.joinedInputs()).toBe(reader.joinedInputs());
      // Tick 0 is the one before the window.
      expect(reader.inputsAt([2, 0]).arraySync()).toEqual([joined[2], joined[0]]);
      expect(reader.lastInputs(2, [2, 1]).arraySync()).toEqual([
        [...(joined[1] ?? []), ...(joined[2] ?? [])],
        [...(joined[0] ?? []), ...(joined[1] ?? [])],
      ]);
    });
  });

  it('are zero where a target is not valid', () => {
    reading({}, (reader) => {
      expect(reader.targets('y', [0, 1, 2]).arraySync()).toEqual([[7], [0], [9]]);
      expect(reader.at('symbol', [0, 2]).arraySync()).toEqual([-1, 0]);
    });
  });

  it('are gathered from device columns, and scaled, where the field lies there', () => {
    const columns = {
      has: (field: string) => field === 'grid',
      gather: (_: string, examples: Tensor1D) =>
        tf.reshape(tf.gather(tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]), examples), [-1, 1, 2, 1]),
    } as unknown as DeviceColumns;
    const data = {
      clock: { offset: 0, ticks: 1 },
      rows: 2,
      history: 0,
      values: { symbol: Int32Array.of(1, 0), y: new Float32Array(2) },
      examples: { columns, numbers: Int32Array.of(2, 0) },
    };
    reading(data, (reader) => {
      expect(reader.inputs().get('rows')?.arraySync()).toEqual([
        [2.5, 3],
        [0.5, 1],
      ]);
    });
  });

  it('throws an error that names a missing field', () => {
    reading({}, (reader) => {
      expect(() => reader.at('force', [1])).toThrow("no field 'force'");
    });
  });
});

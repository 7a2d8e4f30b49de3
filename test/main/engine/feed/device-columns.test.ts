import { describe, expect, it } from 'vitest';
import type { Split } from '#data/dataset';
import { DeviceColumns } from '#engine/feed/device-columns';
import { tf } from '#tensorflow/backend/tf';
import { installed, onTensorFlow } from '../../tensorflow/native';
import { onPlainCpu } from '../helpers';

/** Three examples: an image of four bytes, one of two, four floats, a label. */
const split: Split = {
  count: 3,
  columns: {
    image: {
      kind: 'values',
      shape: [2, 2],
      data: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255),
      scale: 1,
    },
    pair: { kind: 'values', shape: [2], data: Uint8Array.of(0, 1, 2, 3, 4, 5), scale: 1 },
    floats: { kind: 'values', shape: [4], data: new Float32Array(12), scale: 1 },
    label: { kind: 'label', classes: 3, data: Uint8Array.of(0, 1, 2) },
  },
};

describe('columns without TensorFlow', () => {
  onPlainCpu();

  it('stay on the host', () => {
    const columns = new DeviceColumns(split);
    expect(Object.keys(split.columns).filter((field) => columns.has(field))).toEqual([]);
    const numbers = tf.tensor1d([0], 'int32');
    expect(() => columns.gather('image', numbers)).toThrow("'image'");
    numbers.dispose();
    columns.dispose();
  });
});

describe.skipIf(!installed)('columns on TensorFlow', () => {
  onTensorFlow();

  it('are those of bytes in whole words, gathered by example in the shape of their field', () => {
    const columns = new DeviceColumns(split);
    expect(Object.keys(split.columns).filter((field) => columns.has(field))).toEqual(['image']);
    tf.tidy(() => {
      const images = columns.gather('image', tf.tensor1d([2, 0], 'int32'));
      expect(images.arraySync()).toEqual([
        [
          [8, 9],
          [10, 255],
        ],
        [
          [0, 1],
          [2, 3],
        ],
      ]);
    });
    columns.dispose();
  });
});

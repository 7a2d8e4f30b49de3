import { expect, it } from 'vitest';
import type { DeviceColumns } from '#engine/feed/device-columns';
import { exampleWindow } from '#engine/feed/example-window';
import { batchOf } from '../helpers';

it('is a window of one tick that begins no sequence', () => {
  const batch = { ...batchOf(2, { x: [1, 2], label: [0, 1] }), scales: { x: 0.5 } };
  const window = exampleWindow(batch);
  expect(window).toEqual({
    clock: { offset: 0, ticks: 1 },
    rows: 2,
    history: 0,
    values: { x: Float32Array.of(1, 2), label: Int32Array.of(0, 1) },
    scales: { x: 0.5 },
    examples: null,
    begins: null,
  });
});

it('lists its row numbers for fields in device columns, in an array of its own', () => {
  const columns = {} as DeviceColumns;
  const batch = { ...batchOf(2, { x: [1, 2] }), indices: Uint32Array.of(7, 3) };
  const { examples } = exampleWindow(batch, columns);
  expect(examples?.columns).toBe(columns);
  // The batch's own array is used again for the next one.
  batch.indices.fill(0);
  expect(examples?.numbers).toEqual(Int32Array.of(7, 3));
});

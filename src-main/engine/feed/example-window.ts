import type { Batch } from '#data/streams/batches';
import type { DeviceColumns } from './device-columns';
import type { WindowData } from './feed';

/** A batch of a set of examples as a window of one tick. `columns`: fields that lie on the device already. */
export function exampleWindow(
  { rows, values, scales, indices }: Batch,
  columns: DeviceColumns | null = null,
): WindowData {
  const clock = { offset: 0, ticks: 1 };
  const examples = columns && { columns, numbers: new Int32Array(indices) };
  return { clock, rows, history: 0, values, scales, examples, begins: null };
}

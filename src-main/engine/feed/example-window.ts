import type { Batch } from '#data/streams/batches';
import type { WindowData } from './feed';
import type { Tables } from './device-columns';

/** A batch of a set of examples: a window of one tick. */
export function setWindow(
  { size, values, scales, indices }: Batch,
  tables: Tables | null = null,
): WindowData {
  const clock = { offset: 0, ticks: 1 };
  const examples = tables && { tables, numbers: Int32Array.from(indices) };
  return { clock, rows: size, history: 0, values, scales, examples, begins: null };
}

import type { Batch } from '#data/batches';
import type { WindowData } from './feed';
import type { Tables } from './tables';

/** A batch of a set of examples: a window of one tick. */
export function setWindow(
  { size, values, scales, indices }: Batch,
  tables: Tables | null = null,
): WindowData {
  const clock = { offset: 0, ticks: 1 };
  const examples = tables && { tables, numbers: Int32Array.from(indices) };
  return { clock, rows: size, history: 0, values, scales, examples, begins: null };
}

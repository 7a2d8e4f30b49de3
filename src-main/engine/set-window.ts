import type { Batch } from '#data/batches';
import type { WindowData } from './feed';

/** A batch of a set of examples: a window of one tick. */
export function setWindow({ size, values, scales }: Batch): WindowData {
  return { clock: { offset: 0, ticks: 1 }, rows: size, history: 0, values, scales, begins: null };
}

/**
 * The ticks of one window, numbered from 1; `offset` says how many ticks of the stream went before, as far
 * as it matters: modulo the slowest period.
 */
export interface Clock {
  offset: number;
  ticks: number;
}

/** The ticks at which a node of this period computes: those at multiples of the period in the stream. */
export function activeTicks({ offset, ticks }: Clock, period: number): number[] {
  const all = Array.from({ length: ticks }, (_, index) => index + 1);
  return all.filter((tick) => (offset + tick) % period === 0);
}

/**
 * Which of its sender's ticks a reader hears at `tick`, counted from 1 among those of the window: the
 * newest one; with a delay, the newest before this tick. 0 is the one carried over from before the window.
 */
export function messageIndexAt(
  tick: number,
  senderTicks: readonly number[],
  isDelayed: boolean,
): number {
  return senderTicks.filter((sent) => (isDelayed ? sent < tick : sent <= tick)).length;
}

/** The ticks of one window, numbered from 1. */
export interface Clock {
  /** Ticks of the stream before the window, as far as they matter: modulo the longest period. */
  offset: number;
  /** Ticks of the window. */
  ticks: number;
}

/** The ticks of the window at which a node of this period computes: the multiples of the period in the stream. */
export function activeTicks({ offset, ticks }: Clock, period: number): number[] {
  const all = Array.from({ length: ticks }, (_, index) => index + 1);
  return all.filter((tick) => (offset + tick) % period === 0);
}

/**
 * The number of the message that is read at `tick`, among the sender's ticks in the window and from 1: the newest
 * one; with a delay, the newest from before this tick. 0 is the message from before the window.
 */
export function messageIndexAt(
  tick: number,
  senderTicks: readonly number[],
  isDelayed: boolean,
): number {
  return senderTicks.filter((sent) => (isDelayed ? sent < tick : sent <= tick)).length;
}

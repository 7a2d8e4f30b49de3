import { setTimeout } from 'node:timers/promises';
import type { ProcessTree } from './processor-time';

export interface Cost {
  /** Processor time of all processes, in seconds. */
  cpuSeconds: number;
  /** From the action to the last activity, in seconds. */
  wallSeconds: number;
}

const pollMs = 50;
/** So long nothing may happen before an action counts as done. */
const quietMs = 600;
/** Below this part of one core the processes count as quiet: timers and the measurement itself take some. */
const quietLoad = 0.12;

const total = (trees: readonly ProcessTree[]): number =>
  trees.reduce((sum, tree) => sum + tree.seconds(), 0);

/**
 * Runs an action and waits until the processes are quiet: until then all has arrived and is drawn, whatever the
 * program. The time of the quiet end is not counted.
 */
export async function measureUntilQuiet(
  trees: readonly ProcessTree[],
  action: () => Promise<unknown>,
  maxSeconds = 300,
): Promise<Cost> {
  const start = performance.now();
  const before = total(trees);
  await action();
  let lastBusy = performance.now();
  let atLastBusy = total(trees);
  let [previous, previousTime] = [atLastBusy, lastBusy];
  while (performance.now() - lastBusy < quietMs) {
    if (performance.now() - start > 1000 * maxSeconds)
      throw new Error(`There was no quiet within ${maxSeconds} s.`);
    await setTimeout(pollMs * 2);
    const [now, seconds] = [performance.now(), total(trees)];
    const load = (1000 * (seconds - previous)) / (now - previousTime);
    if (load > quietLoad) [lastBusy, atLastBusy] = [now, seconds];
    [previous, previousTime] = [seconds, now];
  }
  return {
    cpuSeconds: Math.max(0, atLastBusy - before),
    wallSeconds: (lastBusy - start) / 1000,
  };
}

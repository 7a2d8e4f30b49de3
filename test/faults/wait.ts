import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

/** Asks until the answer is not null. Resolves to null where that takes longer than `timeoutMs`. */
export async function poll<T>(
  ask: () => T | null | Promise<T | null>,
  timeoutMs: number,
  everyMs = 20,
): Promise<T | null> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null || performance.now() > end) return answer;
    await sleep(everyMs);
  }
}

import type { OpenWorkbench } from './workbench';

/** Runs in a process or page: the longest delay of a 5 ms timer, in ms. */
const longestStall = (seconds: number): Promise<number> =>
  new Promise((resolve) => {
    const start = Date.now();
    let before = start;
    let longest = 0;
    const timer = setInterval(() => {
      const now = Date.now();
      longest = Math.max(longest, now - before - 5);
      before = now;
      if (now - start < seconds * 1000) return;
      clearInterval(timer);
      resolve(longest);
    }, 5);
  });

/** Measures the longest stall of the main process and of the window at the same time. */
export async function measureStalls(
  { app, page }: OpenWorkbench,
  seconds: number,
): Promise<{ main: number; window: number }> {
  const source = `(${longestStall.toString()})(${seconds})`;
  const [main, window] = await Promise.all([
    app.evaluate<number>(source),
    page.evaluate<number>(source),
  ]);
  return { main, window };
}

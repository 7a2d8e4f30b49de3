import type { Locator, Page } from 'playwright-core';
import type { ProcessTree } from './processor-time';
import { measureUntilQuiet } from './until-quiet';

/** So tall that 12 charts are in view in both programs. */
export const viewport = { width: 1920, height: 3600 };

async function boxOf(
  chart: Locator,
): Promise<{ x: number; y: number; width: number; height: number }> {
  await chart.waitFor();
  const box = await chart.boundingBox();
  if (!box) throw new Error('The chart is not in view.');
  return box;
}

/** Drags over the middle of a chart, from 40 to 60 percent of its width. */
export async function dragOver(page: Page, chart: Locator): Promise<void> {
  const { x, y, width, height } = await boxOf(chart);
  await page.mouse.move(x + 0.4 * width, y + 0.5 * height);
  await page.mouse.down();
  for (const part of [0.45, 0.5, 0.55, 0.6])
    await page.mouse.move(x + part * width, y + 0.5 * height);
  await page.mouse.up();
}

const moves = 40;

/** Milliseconds of processor time for one move of the pointer over a chart, of 40 moves a frame apart. */
export async function measureHover(
  page: Page,
  chart: Locator,
  trees: readonly ProcessTree[],
): Promise<number> {
  const { x, y, width, height } = await boxOf(chart);
  const { cpuSeconds } = await measureUntilQuiet(trees, async () => {
    for (let move = 0; move < moves; move += 1) {
      await page.mouse.move(x + width * (0.2 + (0.6 * move) / moves), y + 0.5 * height);
      // As a hand moves it, not all at once.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  });
  return (1000 * cpuSeconds) / moves;
}

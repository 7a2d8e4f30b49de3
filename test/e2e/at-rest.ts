import type { Locator } from 'playwright-core';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The place of an element once it has stopped to move, as after a change of what of the canvas is in view. */
export function boxAtRest(element: Locator): Promise<Box> {
  return element.evaluate(async (node) => {
    const box = (): Box => {
      const { x, y, width, height } = node.getBoundingClientRect();
      return { x, y, width, height };
    };
    let before = box();
    for (let still = 0; still < 5; still += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = box();
      if (JSON.stringify(now) !== JSON.stringify(before)) still = -1;
      before = now;
    }
    return before;
  });
}

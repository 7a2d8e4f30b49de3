import type { Page } from 'playwright-core';

type Key = Pick<KeyboardEventInit, 'key' | 'ctrlKey'>;

/**
 * Presses keys before the next frame is drawn, each where the one before has left the focus, as a fast user does on a
 * slow machine. Resolves to the name of what has the focus then.
 */
export function pressAtOnce(page: Page, ...keys: Key[]): Promise<string> {
  return page.evaluate(async (all) => {
    const { requestAnimationFrame, cancelAnimationFrame } = window;
    const cancelled = new Set<number>();
    window.requestAnimationFrame = (draw) => {
      const id = -Math.random();
      const drawLater = (): number =>
        requestAnimationFrame((time) => cancelled.has(id) || draw(time));
      setTimeout(drawLater, 500);
      return id;
    };
    window.cancelAnimationFrame = (id) =>
      id < 0 ? void cancelled.add(id) : cancelAnimationFrame(id);
    for (const key of all) {
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(
        new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true }),
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    window.requestAnimationFrame = requestAnimationFrame;
    const { activeElement } = document;
    const names = ['aria-label', 'placeholder', 'class'].map(
      (name) => activeElement?.getAttribute(name) ?? '',
    );
    return names.find(Boolean) ?? '';
  }, keys);
}

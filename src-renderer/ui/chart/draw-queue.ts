const pending = new Map<object, () => void>();
const waiting = new Map<object, ReturnType<typeof setTimeout>>();
let timer: ReturnType<typeof setTimeout> | null = null;

/**
 * A task that has drawn for so long leaves the other charts to the next one, so that a view of many charts handles input
 * between two tasks. More tasks would not make it quicker: after each, the browser shows what is there.
 */
const taskMs = 40;

function drawNext(): void {
  timer = null;
  const start = performance.now();
  for (const [chart, draw] of pending) {
    if (performance.now() - start > taskMs) break;
    pending.delete(chart);
    draw();
  }
  if (pending.size > 0) timer = setTimeout(drawNext);
}

/**
 * Queues the drawing of a chart. As many charts are drawn in a task of the event loop as take some 40 ms. A newer `draw` of the same chart replaces the
 * queued one, also one that waits for `delayMs`.
 */
export function queueDraw(chart: object, draw: () => void, delayMs = 0): void {
  stopWaiting(chart);
  if (delayMs > 0) {
    pending.delete(chart);
    waiting.set(
      chart,
      setTimeout(() => queueDraw(chart, draw), delayMs),
    );
    return;
  }
  pending.set(chart, draw);
  timer ??= setTimeout(drawNext);
}

/** Removes a chart from the queue, before it is destroyed. */
export function cancelDraw(chart: object): void {
  pending.delete(chart);
  stopWaiting(chart);
}

function stopWaiting(chart: object): void {
  clearTimeout(waiting.get(chart));
  waiting.delete(chart);
}

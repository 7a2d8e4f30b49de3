const pending = new Map<object, () => void>();
const waiting = new Map<object, ReturnType<typeof setTimeout>>();
let timer: ReturnType<typeof setTimeout> | null = null;

function drawNext(): void {
  timer = null;
  const [next] = pending;
  if (!next) return;
  const [chart, draw] = next;
  pending.delete(chart);
  timer = setTimeout(drawNext);
  draw();
}

/**
 * Queues the drawing of a chart. One chart is drawn per task of the event loop, so that a view of
 * many charts handles input between two of them. A newer `draw` of the same chart replaces the
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

const pending = new Map<object, () => void>();
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
 * queued one.
 */
export function queueDraw(chart: object, draw: () => void): void {
  pending.set(chart, draw);
  timer ??= setTimeout(drawNext);
}

/** Removes a chart from the queue, before it is destroyed. */
export function cancelDraw(chart: object): void {
  pending.delete(chart);
}

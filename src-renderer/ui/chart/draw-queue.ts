const waiting = new Map<object, () => void>();
let timer: ReturnType<typeof setTimeout> | null = null;

function drawNext(): void {
  timer = null;
  const [first] = waiting;
  if (!first) return;
  const [chart, draw] = first;
  waiting.delete(chart);
  timer = setTimeout(drawNext);
  draw();
}

/**
 * Draws a chart when its turn comes: one at a time, so that a view of many charts still answers keys and
 * clicks between two of them. What is drawn meanwhile of the same chart takes the place of what waits.
 */
export function drawInTurn(chart: object, draw: () => void): void {
  waiting.set(chart, draw);
  timer ??= setTimeout(drawNext);
}

/** A chart that is gone is not drawn any more. */
export function leaveQueue(chart: object): void {
  waiting.delete(chart);
}

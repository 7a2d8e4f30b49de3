import type { DecisionSurface } from '#spec/inspect';

/** Radius of an example in pixels of the canvas. */
const exampleRadius = 3.5;

/**
 * Draws the class of every point in its colour, the surer the stronger, with y upwards, and some examples of the training
 * part on it.
 */
export function drawSurface(
  canvas: HTMLCanvasElement,
  { size, extent, classes, probabilities, examples }: DecisionSurface,
  colorOf: (index: number) => string,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width } = canvas;
  const cell = width / size;
  context.clearRect(0, 0, width, width);
  classes.forEach((index, point) => {
    context.fillStyle = colorOf(index);
    context.globalAlpha = strengthOf(probabilities[point] ?? 0);
    const [column, row] = [point % size, Math.floor(point / size)];
    // Cells that end at whole pixels leave no seams between them.
    const [left, right] = [Math.round(column * cell), Math.round((column + 1) * cell)];
    const [bottom, top] = [Math.round(row * cell), Math.round((row + 1) * cell)];
    context.fillRect(left, width - top, right - left, top - bottom);
  });
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = 'white';
  for (const [x, y, index] of examples) {
    context.fillStyle = colorOf(index);
    context.beginPath();
    const at = (value: number): number => (width * (value / extent + 1)) / 2;
    context.arc(at(x), width - at(y), exampleRadius, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

/** How strong a colour is at a probability: faint where the model only guesses. */
export function strengthOf(probability: number): number {
  return 0.12 + 0.5 * Math.max(0, Math.min(1, (probability - 0.3) / 0.7));
}

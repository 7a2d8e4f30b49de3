import type { Problem } from '#spec/problems';

/** Why a run cannot start, from its problems, in a sentence; null if it can. */
export function describeObstacle(problems: readonly Problem[]): string | null {
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error');
  if (!first) return null;
  const more = others.length === 0 ? '' : ` (and ${others.length} more, listed under Problems)`;
  return `${first.message} ${first.remedy}${more}`.trim();
}

/** Why the model on the canvas cannot run; null if it can. A project is there a moment before its first model. */
export function findCanvasObstacle(canvas: {
  isOpen: boolean;
  problems: readonly Problem[];
}): string | null {
  return canvas.isOpen ? describeObstacle(canvas.problems) : 'The model is still being opened.';
}

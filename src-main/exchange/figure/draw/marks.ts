/** Shapes of single points. */
import type { DrawnMarks, DrawnPath, MarkShape } from '../drawings';

/** Those of one shape, as the list of what is drawn: empty where there are none. */
export function drawMarks(
  centers: readonly number[],
  shape: MarkShape,
  style: Pick<DrawnMarks, 'radius' | 'paint' | 'width'>,
): DrawnMarks[] {
  return centers.length === 0 ? [] : [{ kind: 'marks', shape, centers, ...style }];
}

/** Marks that are no discs, as a path. */
export function traceMarks({ shape, centers, radius, paint, width }: DrawnMarks): DrawnPath {
  const isStroke = shape === 'cross' || shape === 'tick';
  const placed = (at: number, outline: readonly number[]): number[] =>
    outline.map((offset, index) => (centers[at + (index % 2)] ?? 0) + offset * radius);
  const starts = Array.from({ length: centers.length / 2 }, (_, index) => 2 * index);
  const parts = starts.flatMap((at) =>
    outlines[shape].map((outline) => ({ points: placed(at, outline), isClosed: !isStroke })),
  );
  const stroke = { ...paint, width, dash: [] };
  return { kind: 'path', parts, fill: isStroke ? null : paint, stroke: isStroke ? stroke : null };
}

/** A regular polygon with a corner at the top. */
function polygon(corners: number, radius: number): number[] {
  return Array.from({ length: corners }, (_, index) => {
    const angle = (2 * Math.PI * index) / corners - Math.PI / 2;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  }).flat();
}

/** Around 0, 0; their areas are near that of a disc of radius 1. */
const outlines: Record<MarkShape, readonly (readonly number[])[]> = {
  circle: [polygon(32, 1)],
  square: [[-0.89, -0.89, 0.89, -0.89, 0.89, 0.89, -0.89, 0.89]],
  triangle: [polygon(3, 1.45)],
  diamond: [polygon(4, 1.3)],
  pentagon: [polygon(5, 1.15)],
  cross: [
    [-1, -1, 1, 1],
    [-1, 1, 1, -1],
  ],
  tick: [[0, 0, 0, -2]],
};

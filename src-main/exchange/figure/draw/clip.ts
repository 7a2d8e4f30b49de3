/** Cuts lines and areas off at the edges of a plot, so that files hold nothing outside of it. */

export type Edges = Record<'left' | 'right' | 'top' | 'bottom', number>;

/** x and y of one point after the other. */
type Points = readonly number[];

/** The parts of a line within the plot (Liang and Barsky, 1984). */
export function clipLine(points: Points, edges: Edges): number[][] {
  const parts: number[][] = [];
  let part: number[] = [];
  const finish = (): void => {
    if (part.length > 2) parts.push(part);
    part = [];
  };
  for (let at = 2; at + 1 < points.length; at += 2) {
    const segment = clipSegment(points, at, edges);
    if (!segment) {
      finish();
      continue;
    }
    const [fromX, fromY, toX, toY, isCut] = segment;
    if (part.length === 0) part.push(fromX, fromY);
    part.push(toX, toY);
    if (isCut) finish();
  }
  finish();
  return parts;
}

type Segment = [fromX: number, fromY: number, toX: number, toY: number, isEndCut: boolean];

/** What is within the plot of the segment to the point at `at`. */
function clipSegment(points: Points, at: number, edges: Edges): Segment | null {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = points.slice(at - 2, at + 2);
  const [dx, dy] = [x1 - x0, y1 - y0];
  let [start, end] = [0, 1];
  const limits: [slope: number, distance: number][] = [
    [-dx, x0 - edges.left],
    [dx, edges.right - x0],
    [-dy, y0 - edges.top],
    [dy, edges.bottom - y0],
  ];
  for (const [slope, distance] of limits) {
    if (slope === 0) {
      if (distance < 0) return null;
      continue;
    }
    const place = distance / slope;
    if (slope < 0) start = Math.max(start, place);
    else end = Math.min(end, place);
  }
  if (start > end) return null;
  const isCut = end < 1;
  return [
    start === 0 ? x0 : x0 + start * dx,
    start === 0 ? y0 : y0 + start * dy,
    isCut ? x0 + end * dx : x1,
    isCut ? y0 + end * dy : y1,
    isCut,
  ];
}

/** The part of a polygon within the plot (Sutherland and Hodgman, 1974). */
export function clipPolygon(points: Points, { left, right, top, bottom }: Edges): number[] {
  let clipped = [...points];
  clipped = clipAtEdge(clipped, (x) => x - left);
  clipped = clipAtEdge(clipped, (x) => right - x);
  clipped = clipAtEdge(clipped, (_, y) => y - top);
  return clipAtEdge(clipped, (_, y) => bottom - y);
}

/** `inside` is the distance from the edge, at or above zero within. */
function clipAtEdge(points: Points, inside: (x: number, y: number) => number): number[] {
  const kept: number[] = [];
  let [fromX, fromY] = [points.at(-2) ?? 0, points.at(-1) ?? 0];
  let before = inside(fromX, fromY);
  for (let at = 0; at < points.length; at += 2) {
    const [x = 0, y = 0] = [points[at], points[at + 1]];
    const distance = inside(x, y);
    if (distance >= 0 !== before >= 0) {
      const part = before / (before - distance);
      kept.push(fromX + part * (x - fromX), fromY + part * (y - fromY));
    }
    if (distance >= 0) kept.push(x, y);
    [fromX, fromY, before] = [x, y, distance];
  }
  return kept;
}

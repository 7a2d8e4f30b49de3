/** x and y of one point after the other. */
type Points = readonly number[];

/**
 * Leaves out points of a line that would not be seen: of points that follow each other in the same column of the page, `column`
 * wide, the first, the lowest, the highest and the last stay (Jugel and others, 2014: M4). x may go back and forth.
 */
export function decimateLine(points: Points, column: number): number[] {
  const kept: number[] = [];
  let start = 0;
  while (start < points.length) {
    const place = columnOf(points, start, column);
    let end = start + 2;
    let [low, high] = [start, start];
    while (end < points.length && columnOf(points, end, column) === place) {
      if (heightAt(points, end) < heightAt(points, low)) low = end;
      if (heightAt(points, end) > heightAt(points, high)) high = end;
      end += 2;
    }
    const [first, second] = low < high ? [low, high] : [high, low];
    let last = -1;
    for (const at of [start, first, second, end - 2]) {
      if (at !== last) kept.push(points[at] ?? 0, heightAt(points, at));
      last = at;
    }
    start = end;
  }
  return kept;
}

const columnOf = (points: Points, at: number, column: number): number =>
  Math.floor((points[at] ?? 0) / column);

const heightAt = (points: Points, at: number): number => points[at + 1] ?? 0;

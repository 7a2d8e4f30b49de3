const margin = 1.5;

/**
 * Builds the SVG path of a small curve in a box; empty for fewer than two points. The y axis is
 * logarithmic if every value is positive, because a loss falls by orders of magnitude at first.
 */
export function buildSparklinePath(
  x: readonly number[],
  y: readonly number[],
  width: number,
  height: number,
): string {
  if (x.length < 2) return '';
  const isPositive = y.every((value) => value > 0);
  const heights = isPositive ? y.map(Math.log) : y;
  const [left, right] = [Math.min(...x), Math.max(...x)];
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const scale = (value: number, from: number, to: number, size: number): number =>
    to > from ? margin + ((value - from) / (to - from)) * (size - 2 * margin) : size / 2;
  return x
    .map((value, index) => {
      const px = scale(value, left, right, width).toFixed(1);
      const py = (height - scale(heights[index] ?? low, low, high, height)).toFixed(1);
      return `${index === 0 ? 'M' : 'L'}${px} ${py}`;
    })
    .join('');
}

const margin = 1.5;

/**
 * Builds the SVG path of a small curve in a box; empty where no value is finite. The curve breaks where a value is
 * not finite, and a point without neighbours is a dot, if line ends are round. The y axis is logarithmic if every
 * value is positive, because a loss falls by orders of magnitude at first.
 */
export function buildSparklinePath(
  x: readonly number[],
  y: readonly number[],
  width: number,
  height: number,
): string {
  const finite = y.filter(Number.isFinite);
  if (finite.length === 0) return '';
  const isPositive = finite.every((value) => value > 0);
  const heightOf = (value: number): number => (isPositive ? Math.log(value) : value);
  const heights = finite.map(heightOf);
  const [left, right] = [Math.min(...x), Math.max(...x)];
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const scale = (value: number, from: number, to: number, size: number): number =>
    to > from ? margin + ((value - from) / (to - from)) * (size - 2 * margin) : size / 2;
  const isDrawn = (index: number): boolean => Number.isFinite(y[index]);
  return x
    .map((value, index) => {
      if (!isDrawn(index)) return '';
      const px = scale(value, left, right, width).toFixed(1);
      const py = (height - scale(heightOf(y[index] ?? low), low, high, height)).toFixed(1);
      if (isDrawn(index - 1)) return `L${px} ${py}`;
      return isDrawn(index + 1) ? `M${px} ${py}` : `M${px} ${py}h0`;
    })
    .join('');
}

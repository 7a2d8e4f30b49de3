/** The SVG path of a curve whose points go from 0 (left, bottom) to 1; null breaks it. A single point is a dot. */
export function buildPicturePath(
  { x, y }: { x: readonly number[]; y: readonly (number | null)[] },
  width: number,
  height: number,
  margin: number,
): string {
  const placeX = (value: number): string => (margin + value * (width - 2 * margin)).toFixed(1);
  const placeY = (value: number): string =>
    (height - margin - value * (height - 2 * margin)).toFixed(1);
  const isDrawn = (index: number): boolean => typeof y[index] === 'number';
  return x
    .map((value, index) => {
      const at = y[index];
      if (typeof at !== 'number') return '';
      const point = `${placeX(value)} ${placeY(at)}`;
      if (isDrawn(index - 1)) return `L${point}`;
      return isDrawn(index + 1) ? `M${point}` : `M${point}h0`;
    })
    .join('');
}

import type { ChartView } from './chart-view.svelte';
import type { LineReading } from './read-values';

/** So many figures tell every step apart, and every example of a long run. */
export const xFigures = 12;

/** The x of all values; null where lines are measured at different x, as training and test are. */
export function findCommonX([first, ...others]: readonly LineReading[]): number | null {
  return first && others.every(({ x }) => x === first.x) ? first.x : null;
}

/** Where the crosshair is: where the values were measured if that is one place, else the place of the pointer. */
export function describePlace(
  at: number,
  readings: readonly LineReading[],
  { formatX, startsAtZero, isTimeAxis }: ChartView['settings'],
): string {
  const common = findCommonX(readings);
  if (common !== null) return formatX(common, xFigures);
  // Steps and examples are whole, the place of the pointer is not.
  return formatX(startsAtZero && !isTimeAxis ? Math.round(at) : at);
}

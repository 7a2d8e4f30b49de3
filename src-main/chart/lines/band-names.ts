import { intervalName } from '#analysis/interval-name';
import type { Band, Center } from '#spec/comparison';

/** What the curve of a group is. */
export const centerNames: Readonly<Record<Center, string>> = { mean: 'Mean', median: 'Median' };

/** What the band around it is; the same words stand in the menu, on the cards and beside the values. */
export const bandNames: Readonly<Record<Band, string>> = {
  none: 'no band',
  sd: 'standard deviation',
  se: 'standard error',
  range: 'smallest to largest',
  interval: intervalName('bootstrap'),
};

/** `Lines: mean of the runs. Bands: 95 % interval (bootstrap). Faint lines: single runs.` */
export function describeBand({
  center,
  band,
  hasRuns = false,
}: {
  center: Center;
  band: Band;
  /** Whether the single runs are drawn behind the line of their group. */
  hasRuns?: boolean;
}): string {
  const bands = band === 'none' ? '' : ` Bands: ${bandNames[band]}.`;
  return `Lines: ${center} of the runs.${bands}${hasRuns ? ' Faint lines: single runs.' : ''}`;
}

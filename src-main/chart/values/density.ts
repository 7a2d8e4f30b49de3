import { quantile, standardDeviation } from '#analysis/statistics/summary';

/**
 * The Gaussian kernel density of values in ascending order at `points` places from the lowest value to the highest, whose
 * distance is the unit of length. Its
 * bandwidth is Scott's: 1.06 times the smaller of the standard deviation and the distance of the quartiles by 1.34, by
 * the fifth root of their number. Equal values have a density of 1 at their one place.
 */
export function densityOf(
  rising: readonly number[],
  points: number,
): { x: number[]; density: number[] } {
  const [low = NaN, high = NaN] = [rising[0], rising.at(-1)];
  if (!(high > low)) return { x: [low], density: [1] };
  // As parts of their span, values have squares that are numbers, however large or small they are.
  const parts = rising.map((value) => (value / 2 - low / 2) / (high / 2 - low / 2));
  const quartiles = (quantile(parts, 0.75) - quantile(parts, 0.25)) / 1.34;
  const deviation = standardDeviation(parts);
  const spread = quartiles > 0 ? Math.min(deviation, quartiles) : deviation;
  const bandwidth = 1.06 * spread * rising.length ** -0.2;
  const places = Array.from({ length: points }, (_, index) => index / (points - 1));
  const scale = 1 / (rising.length * bandwidth * Math.sqrt(2 * Math.PI));
  const density = places.map((place) =>
    parts.reduce(
      (sum, part) => sum + scale * Math.exp(-0.5 * ((place - part) / bandwidth) ** 2),
      0,
    ),
  );
  const x = places.map((place) => low * (1 - place) + high * place);
  return { x, density };
}

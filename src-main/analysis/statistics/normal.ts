/** P(Z ≥ z) of the standard normal distribution, precise where it is tiny. */
export function normalTail(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return z < 3 ? 0.5 - density * centralSeries(z) : density * tailFraction(z);
}

/** The p-value of a two-sided test. */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normalTail(Math.abs(z)));
}

/** z + z³ / 3 + z⁵ / 15 + …: the distribution around 0 by the density. */
function centralSeries(z: number): number {
  let [sum, term] = [0, z];
  for (let n = 3; sum + term !== sum; n += 2) {
    sum += term;
    term *= (z * z) / n;
  }
  return sum;
}

/** 1 / (z + 1 / (z + 2 / (z + …))): the tail by the density, of Laplace. */
function tailFraction(z: number): number {
  let below = z;
  for (let n = 60; n > 0; n--) below = z + n / below;
  return 1 / below;
}

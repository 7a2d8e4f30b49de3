/** P(X ≥ least) of a number of successes in n trials of a probability. */
export function binomialTail(n: number, probability: number, least: number): number {
  if (least <= 0 || probability >= 1) return 1;
  // Logarithms, since single probabilities may be smaller than any number.
  let log = n * Math.log1p(-probability);
  let tail = 0;
  const odds = Math.log(probability) - Math.log1p(-probability);
  for (let successes = 0; successes <= n; successes++) {
    if (successes >= least) tail += Math.exp(log);
    log += odds + Math.log((n - successes) / (successes + 1));
  }
  return Math.min(1, tail);
}

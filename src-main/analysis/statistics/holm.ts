/**
 * P-values corrected for their number (Holm 1979): the chance of one false rejection among all is at most the level.
 * Those that are null are none of the tests and stay null.
 */
export function adjustHolm(ps: readonly (number | null)[]): (number | null)[] {
  const tests = ps.flatMap((p, index) => (p === null ? [] : [{ p, index }]));
  tests.sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = ps.map(() => null);
  let largest = 0;
  tests.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (tests.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}

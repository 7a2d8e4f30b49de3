/** Longer words are not compared: nobody mistypes them, and comparing takes the product of the lengths. */
const maxLength = 100;

/** The candidate with the smallest edit distance to `word`; null where none is close enough to be a typo. */
export function findClosestMatch(word: string, candidates: readonly string[]): string | null {
  if (word.length > maxLength) return null;
  let best: string | null = null;
  let limit = Math.max(2, Math.floor(word.length / 2)) + 1;
  for (const candidate of candidates) {
    // The lengths alone differ by as many insertions or deletions.
    if (Math.abs(candidate.length - word.length) >= limit) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < limit) [best, limit] = [candidate, distance];
  }
  return best;
}

/** Levenshtein distance: the fewest insertions, deletions and replacements that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

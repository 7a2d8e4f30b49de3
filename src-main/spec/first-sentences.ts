/** More would not be read in a line. */
const maxSentences = 3;

/** The first of some sentences, and how many there are beside them; empty where there is none. */
export function firstSentences(sentences: readonly string[]): string {
  const more = sentences.length - maxSentences;
  const rest = more > 0 ? [`(And ${more} more.)`] : [];
  return [...sentences.slice(0, maxSentences), ...rest].join(' ');
}

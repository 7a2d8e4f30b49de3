/**
 * How well a label matches what is searched, 0 (not) to 1: it begins with the text, a word of it does, the text is within
 * it, or all words of the text are, in any order.
 */
export function scoreLabel(label: string, search: string): number {
  const [text, sought] = [label.toLowerCase(), search.trim().toLowerCase()];
  if (text.startsWith(sought)) return 1;
  if (splitWords(text).some((start) => start.startsWith(sought))) return 0.8;
  if (text.includes(sought)) return 0.6;
  return sought.split(/\s+/).every((word) => text.includes(word)) ? 0.4 : 0;
}

/** What is left of a text at the start of each of its words. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(({ index }) => text.slice(index));
}

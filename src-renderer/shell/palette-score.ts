import type { PaletteEntry } from './palette-entries';

/** More entries help nobody to find one. */
const maxFound = 60;

/**
 * The entries that a text finds, best first; without a text those that are listed from the start. An entry that has
 * words of its own is found only where one of them is typed: so none of them is ever hit by the name of something else.
 */
export function searchEntries(entries: readonly PaletteEntry[], text: string): PaletteEntry[] {
  const sought = text.trim();
  if (sought === '') return entries.filter(({ isOnlySearched }) => !isOnlySearched);
  const typed = sought.toLowerCase().split(/\s+/);
  return entries
    .filter(({ words }) => !words || words.some((word) => typed.includes(word)))
    .map((entry) => ({ entry, score: scoreEntry(entry, sought) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, maxFound)
    .map(({ entry }) => entry);
}

/** What an entry is found by beside its label counts less. */
function scoreEntry({ label, detail = '', alsoCalled = '' }: PaletteEntry, sought: string): number {
  return Math.max(
    scoreLabel(label, sought),
    scoreLabel(`${label} ${detail}`, sought) / 2,
    alsoCalled === '' ? 0 : scoreLabel(alsoCalled, sought) / 2,
  );
}

/**
 * How well a label matches what is searched, 0 (not) to 1: it is the text, begins with it, a word of it does, the text is
 * within it, or all words of the text are, in any order.
 */
export function scoreLabel(label: string, search: string): number {
  const [text, sought] = [label.toLowerCase(), search.trim().toLowerCase()];
  if (sought === '' || text === sought) return 1;
  if (text.startsWith(sought)) return 0.9;
  if (splitWords(text).some((start) => start.startsWith(sought))) return 0.8;
  if (text.includes(sought)) return 0.6;
  return sought.split(/\s+/).every((word) => text.includes(word)) ? 0.4 : 0;
}

/** What is left of a text at the start of each of its words. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(({ index }) => text.slice(index));
}

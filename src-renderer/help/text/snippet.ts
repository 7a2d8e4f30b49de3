export interface SnippetPart {
  text: string;
  isHit: boolean;
}

/** Characters of a text that are shown before and after the first hit. */
const before = 40;
const length = 140;

/** What a text says around the first of the words, with every one of them marked. */
export function cutSnippet(text: string, words: readonly string[]): SnippetPart[] {
  const pattern = patternOf(words);
  const first = pattern ? text.search(pattern) : -1;
  const start = first <= before ? 0 : wordStart(text, first - before);
  const end = start + length >= text.length ? text.length : wordEnd(text, start + length);
  const parts = splitHits(text.slice(start, end), pattern);
  return [
    ...(start > 0 ? [{ text: '… ', isHit: false }] : []),
    ...parts,
    ...(end < text.length ? [{ text: ' …', isHit: false }] : []),
  ];
}

/** A text cut into what is one of the words and what is not. */
export function markWords(text: string, words: readonly string[]): SnippetPart[] {
  return splitHits(text, patternOf(words));
}

function splitHits(text: string, pattern: RegExp | null): SnippetPart[] {
  if (!pattern) return text ? [{ text, isHit: false }] : [];
  // The parts at odd places are what the group of the pattern matched.
  return text
    .split(pattern)
    .map((part, index) => ({ text: part, isHit: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

function patternOf(words: readonly string[]): RegExp | null {
  const longestFirst = [...words].filter(Boolean).sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return null;
  const escaped = longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}])(${escaped.join('|')})`, 'iu');
}

const wordStart = (text: string, at: number): number => text.indexOf(' ', at) + 1;
function wordEnd(text: string, at: number): number {
  const end = text.indexOf(' ', at);
  return end < 0 ? text.length : end;
}

import searchWords from '../../../resources/help/search-words.json';

/** A word of a query: what is sought for it, and the words of Help that mean the same. */
export interface QueryWord {
  word: string;
  synonyms: readonly (readonly string[])[];
}

const wordPattern = /[\p{L}\p{N}]+/gu;

/** The words of a text, in lower case. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(wordPattern) ?? [];

const stopWords: ReadonlySet<string> = new Set(searchWords.stopWords.flatMap(wordsOf));

/** What a reader may type, with the words under which Help has it: `slow` is found as `speed`. */
const synonyms = new Map<string, string[][]>();
for (const [words, typed] of Object.entries(searchWords.synonyms))
  for (const word of wordsOf(typed))
    synonyms.set(word, [...(synonyms.get(word) ?? []), wordsOf(words)]);

/** The words of a question that say what it is about; all of them where none does. */
export function readQuery(text: string): QueryWord[] {
  const words = wordsOf(text);
  const telling = words.filter((word) => !stopWords.has(word));
  return (telling.length > 0 ? telling : words).map((word) => ({
    word,
    synonyms: synonyms.get(word) ?? [],
  }));
}

/** Begins the stem of a word in the index, so that it is no word that somebody types the beginning of. */
const stemSign = '~';

/** What a word is found by: itself, and the stem that it has in common with its other forms. */
export const termsOf = (word: string): string[] => [word, stemSign + stemOf(word)];

/** An English word without its ending: `slower`, `slows` and `slow` are one. It is no word that is shown. */
export function stemOf(word: string): string {
  let stem = word;
  const cut = (ending: RegExp, replacement = ''): void => {
    const shorter = stem.replace(ending, replacement);
    if (shorter.length >= 3 && /[aeiouy]/.test(shorter)) stem = shorter;
  };
  if (stem.endsWith('ies')) cut(/ies$/, 'y');
  else if (!/(ss|us|is)$/.test(stem)) cut(/s$/);
  if (!/eed$/.test(stem)) {
    const whole = stem;
    cut(/(ing|ed|er|est)$/);
    // `running` is run, but `losses` is loss.
    if (stem !== whole && !/(ss|ll)$/.test(stem)) cut(/([bdgmnprt])\1$/, '$1');
  }
  cut(/e$/);
  return stem;
}

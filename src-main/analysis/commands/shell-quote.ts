/** Words that every POSIX shell takes as they are. One that begins with `=` is the path of a program for zsh. */
const plain = /^[A-Za-z0-9_/:@%+.,-][A-Za-z0-9_/:=@%+.,-]*$/;

/** A word as a POSIX shell reads it: in single quotes where it has more than letters, digits and a few signs. */
export function shellQuote(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line of these words. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}

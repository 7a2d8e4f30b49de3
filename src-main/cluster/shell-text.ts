/** Text that a POSIX shell at a place reads. */

/** A word that the shell takes as it is, whatever is in it. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The path of a program or folder as a word; `~/` at its beginning is the home folder of the user there. */
export function shellPath(path: string): string {
  return path.startsWith('~/') ? `"$HOME"/${shellWord(path.slice(2))}` : shellWord(path);
}

/** Where an export is written, as far as the window chooses it. */

interface Extension {
  /** Without a dot; null: a folder. */
  extension: string | null;
}

/** A path in the folder `exports` of the project, as its platform writes it. */
export function exportPlace(directory: string, name: string, format: Extension | null): string {
  const separator = directory.includes('\\') ? '\\' : '/';
  const base = directory.endsWith(separator) ? directory.slice(0, -1) : directory;
  return withExtension([base, 'exports', fileName(name)].join(separator), null, format);
}

/** The last part of a path, as any platform writes it. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The path with the extension of another format. What is no extension of `before` belongs to the name, and stays. */
export function withExtension(
  path: string,
  before: Extension | null,
  after: Extension | null,
): string {
  const old = before?.extension ?? null;
  const base = old !== null && path.endsWith(`.${old}`) ? path.slice(0, -old.length - 1) : path;
  const extension = after?.extension ?? null;
  return extension === null ? base : `${base}.${extension}`;
}

/** Half of a surrogate pair, and marks that change the direction of the text around them. */
const unusable = /[\p{Cs}\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A name that every file system can have: without `/` or `:`, not too long, with nothing that hides how it is spelled,
 * and no word that Windows keeps for itself.
 */
export function fileName(name: string, fallback = 'export'): string {
  const words = name
    .replace(unusable, '')
    .replace(/[\\/:*?"<>|\s\p{Cc}]+/gu, ' ')
    .replace(/^[ .]+|[ .]+$/g, '')
    .slice(0, 100)
    // The cut may have left half of a pair, a dot or a space at the end.
    .replace(/[\p{Cs} .]+$/u, '');
  const isReserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(words);
  return words === '' || isReserved ? fallback : words;
}

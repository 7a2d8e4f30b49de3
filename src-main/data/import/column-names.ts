import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';

/** Characters of no width that are no part of a word in any script. */
const invisible = /[\u200b\u2060\ufeff]/g;

/**
 * Names as they are compared, which look alike where they are: without blanks around them, with one plain blank for the
 * blanks between words, without invisible characters, in the composed form of Unicode.
 */
export function normalizeName(text: string): string {
  return text.replaceAll(invisible, '').replaceAll(/\s+/g, ' ').trim().normalize('NFC');
}

/**
 * The names by which messages and requests call the columns: those of the header, of which repeated ones are told apart
 * by the number of their column, and for a column without a name its number, unless another has that name.
 */
export function nameColumns(header: readonly string[]): string[] {
  const given = header.map(normalizeName);
  const names = given.map((name, index) => {
    const number = String(index + 1);
    return name || (given.includes(number) ? `column ${number}` : number);
  });
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name, index) =>
    counts.get(name) === 1 ? name : `${name} (column ${index + 1})`,
  );
}

/** The index of the column of this name or, where there is none, of this number from 1. Throws `validation`. */
export function findColumn(
  { file, names, namesInFile, header }: NamedColumns,
  wanted: string,
): number {
  const name = normalizeName(wanted);
  const byName = names.indexOf(name);
  if (byName >= 0) return byName;
  const number = /^\d+$/.test(name) ? Number(name) - 1 : -1;
  if (number >= 0 && number < names.length) return number;
  throw new WorkbenchError(
    'validation',
    namesInFile.includes(name)
      ? `${quote(file)} has more than one column ${quote(name)}. Give it by its number, or rename one.`
      : `${quote(file)} has no column ${quote(wanted)}. Its columns: ${joinNames(names)}.${header ? ' If its first row holds no names, say so, and give columns by their numbers.' : ' If its first row holds the names, say so.'}`,
  );
}

/** The columns of a file, for finding one of them. */
export interface NamedColumns {
  file: string;
  names: readonly string[];
  /** The names as the file has them, where it has. */
  namesInFile: readonly string[];
  /** Whether the first row holds the names. */
  header: boolean;
}

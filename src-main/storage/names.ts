import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';

/** What ids look like: they are safe as names of files. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/**
 * Returns the id if it is safe as a file name. Throws `validation` where it could lead out of its folder, since ids come
 * from windows and command lines. `what` names the kind of object for the message.
 */
export function safeName(id: string, what: string): string {
  if (idPattern.test(id)) return id;
  throw new WorkbenchError(
    'validation',
    `${quote(id)} is not the id of a ${what}: ids have letters, digits, '.', '_' and '-'.`,
  );
}

/** A file name from a title: "MNIST, 3 layers, cDNI" becomes "mnist-3-layers-cdni". */
export function slug(name: string): string {
  const plainName = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return plainName || 'untitled';
}

/** The slug of a name, with a number where it is taken already, as `uniqueName` does. */
export function uniqueSlug(name: string, taken: Iterable<string>): string {
  return uniqueName(slug(name), taken);
}

/**
 * The id, with a number where it is taken already: `a`, `a-2`, `a-3` and so on. Upper and lower case count as the
 * same, as they do in the file names of many disks.
 */
export function uniqueName(id: string, taken: Iterable<string>): string {
  const names = new Set(Array.from(taken, (name) => name.toLowerCase()));
  let unique = id;
  for (let n = 2; names.has(unique.toLowerCase()); n += 1) unique = `${id.slice(0, 190)}-${n}`;
  return unique;
}

/** A time as a part of a file name, such as `2026-11-28T22-49-50-126Z`. Sorting the names sorts the times. */
export function timeName(time: Date): string {
  return time.toISOString().replace(/[:.]/g, '-');
}

/** The ISO time that `timeName` has written; null for every other text. */
export function parseTimeName(name: string): string | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3}Z)$/.exec(name);
  if (!match) return null;
  const iso = `${match[1]}:${match[2]}:${match[3]}.${match[4]}`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
}

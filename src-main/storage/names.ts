import { WorkbenchError } from '#spec/errors';

/**
 * Returns the id if it is safe as a file name. Throws `validation` where it could lead out of its folder, since ids come
 * from windows and command lines. `what` names the kind of object for the message.
 */
export function safeName(id: string, what: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(id)) return id;
  throw new WorkbenchError(
    'validation',
    `'${id}' is not the id of a ${what}: ids have letters, digits, '.', '_' and '-'.`,
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

/** The slug of a name, with a number where it is taken already: `a`, `a-2`, `a-3` and so on. */
export function uniqueSlug(name: string, taken: ReadonlySet<string>): string {
  const base = slug(name);
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  return id;
}

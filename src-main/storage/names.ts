import { WorkbenchError } from '#spec/errors';

/**
 * The id as a file name. Throws `validation` for anything that could lead out of its folder, since
 * ids come from windows and command lines.
 */
export function safeName(id: string, what: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(id)) return id;
  throw new WorkbenchError(
    'validation',
    `'${id}' is not the id of a ${what}: ids have letters, digits, '.', '_' and '-'.`,
  );
}

/** "MNIST, 3 layers, cDNI" → "mnist-3-layers-cdni". */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return plain || 'untitled';
}

/** The slug, with a number where it is taken already: `a`, `a-2`, `a-3` ... */
export function uniqueSlug(name: string, taken: ReadonlySet<string>): string {
  const base = slug(name);
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  return id;
}

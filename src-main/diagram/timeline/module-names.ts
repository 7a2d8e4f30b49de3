import type { Module } from '../../spec/graph';
import { shortList } from './short-list';

/**
 * Modules in a sentence by their ids, which are those of their first nodes: `a`, and `the module of a` where it has more
 * nodes than that; `the modules of a and b`.
 */
export function nameModules(ids: readonly string[], modules: readonly Module[]): string {
  const single = new Set(modules.filter(({ nodes }) => nodes.length === 1).map(({ id }) => id));
  const names = shortList(ids);
  if (ids.every((id) => single.has(id))) return names;
  return `the ${ids.length > 1 ? 'modules' : 'module'} of ${names}`;
}

/** A list of modules at the beginning of a sentence; an id stays as it is written. */
export function openSentence(text: string): string {
  return /^the modules? of /.test(text) ? `T${text.slice(1)}` : text;
}

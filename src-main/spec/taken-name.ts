import { quote } from './quote';

/**
 * Names of models, studies and comparisons tell them apart in lists, so that two of one kind never have the same: what the
 * program names gets a number, and a name that is typed and taken is refused. Upper and lower case do not tell names apart.
 */

/**
 * The name of something new, with a number where another has it already: `A`, `A 2`, `A 3`. A number that a name has got
 * here is counted on, another one, as in `Rates of 2024`, is part of the name.
 */
export function freeName(name: string, taken: Iterable<string>): string {
  const names = new Set(Array.from(taken, keyOf));
  const [, base = name] = /^(.+) \d+$/.exec(name.trim()) ?? [];
  const stem = (names.has(keyOf(base)) ? base : name).slice(0, 190);
  let free = name;
  for (let n = 2; names.has(keyOf(free)); n += 1) free = `${stem} ${n}`;
  return free;
}

/** What is wrong with a name that another one of the kind has, in a sentence; null where it is free. */
export function describeTakenName(
  noun: string,
  name: string,
  taken: Iterable<string>,
): string | null {
  const other = Array.from(taken).find((each) => keyOf(each) === keyOf(name));
  return other === undefined
    ? null
    : `There is a ${noun} ${quote(other)} already: give this one another name.`;
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}

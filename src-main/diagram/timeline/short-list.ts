const list = new Intl.ListFormat('en', { type: 'conjunction' });
/** Names of a list that are said. */
const maxNames = 6;

/** Names in a sentence: `a, b and c`; of a long list the first few, `a, b, c, d, e, f, and 67 more`. */
export function shortList(names: readonly string[]): string {
  const shown = names.slice(0, maxNames);
  return list.format(
    names.length > maxNames ? [...shown, `${names.length - maxNames} more`] : shown,
  );
}

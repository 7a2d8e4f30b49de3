import type { View } from '../stores/session.svelte';

/** The page of each view, for when nothing more particular has the focus. */
export const viewTopics: Readonly<Record<View, string>> = {
  build: 'first-model',
  runs: 'run-table',
  studies: 'studies',
  compare: 'comparing-runs',
  data: 'own-data',
  settings: 'program-settings',
};

/** The elements that a mark inside them speaks for: the row of a setting, a section, a panel. */
const scopes =
  '[data-help-scope], .field, fieldset, section, aside, tr, [role="tabpanel"], [role="dialog"]';

/**
 * The topic of an element: that of the nearest element around it with `data-help`, or of the help mark of the row,
 * section or panel in which it is. Undefined if there is none.
 */
export function topicOf(element: Element | null): string | undefined {
  for (let around = element; around; around = around.parentElement) {
    const own = around.getAttribute('data-help');
    if (own) return own;
    const marked = around.matches(scopes) ? markOf(around) : null;
    if (marked) return marked;
  }
  return undefined;
}

/** The topic of the first mark that belongs to the scope itself, not to a smaller one inside it. */
function markOf(scope: Element): string | null {
  const marks = [...scope.querySelectorAll('[data-help-mark]')];
  const mark = marks.find((each) => each.parentElement?.closest(scopes) === scope);
  return mark?.getAttribute('data-help') ?? null;
}

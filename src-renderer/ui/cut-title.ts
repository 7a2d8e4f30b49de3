/**
 * Shows the whole text of an element as its tooltip while the text is cut, of a select that of the chosen option. An
 * element that has a title of its own keeps it. `<span class="cut" {@attach cutTitle}>`.
 */
export function cutTitle(element: HTMLElement): () => void {
  if (element.title !== '') return () => undefined;
  const update = (): void => {
    const text = element instanceof HTMLSelectElement ? textOf(element) : element.textContent;
    element.title = isCut(element) ? text.trim() : '';
  };
  element.addEventListener('pointerenter', update);
  element.addEventListener('focus', update);
  return () => {
    element.removeEventListener('pointerenter', update);
    element.removeEventListener('focus', update);
  };
}

function textOf(select: HTMLSelectElement): string {
  return select.selectedOptions[0]?.textContent ?? '';
}

/** A select does not tell the width of its text, so that it always counts as cut. */
function isCut(element: HTMLElement): boolean {
  return element instanceof HTMLSelectElement || element.scrollWidth > element.clientWidth;
}

/**
 * The texts of the page that are cut off by something that does not scroll and that no tooltip tells whole. It runs in
 * the page. The text of a select is not among them: the select always has its tooltip.
 */
export function findCutTexts(): string[] {
  const isTold = (element: Element): boolean => {
    for (let at: Element | null = element; at; at = at.parentElement) {
      // A tooltip of a text that is cut is set when the pointer comes.
      at.dispatchEvent(new PointerEvent('pointerenter'));
      if (at.getAttribute('title') || at.hasAttribute('data-tooltip-trigger')) return true;
      // A text that can be unfolded.
      if (at.nextElementSibling?.matches('button[aria-expanded]')) return true;
    }
    return false;
  };
  const isCut = (element: Element, box: DOMRect): boolean => {
    let [mayScrollX, mayScrollY] = [false, false];
    for (let at: Element | null = element; at; at = at.parentElement) {
      const { overflowX, overflowY, clipPath, opacity } = getComputedStyle(at);
      // Text for screen readers alone.
      if (clipPath !== 'none' || opacity === '0') return false;
      // The canvas is moved, not scrolled.
      if (at.matches('.svelte-flow')) return false;
      mayScrollX ||= overflowX === 'auto' || overflowX === 'scroll';
      mayScrollY ||= overflowY === 'auto' || overflowY === 'scroll';
      const edge = at.getBoundingClientRect();
      const isCutX = overflowX !== 'visible' && box.right > edge.right + 1.5;
      const isCutY = overflowY !== 'visible' && box.bottom > edge.bottom + 2;
      if ((isCutX && !mayScrollX) || (isCutY && !mayScrollY)) return true;
    }
    return false;
  };
  return [...document.querySelectorAll('body *:not(svg *, option)')].flatMap((element) => {
    const texts = [...element.childNodes].filter(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    );
    const [first] = texts;
    const last = texts[texts.length - 1];
    if (!first || !last || element.getClientRects().length === 0) return [];
    const range = document.createRange();
    range.setStartBefore(first);
    range.setEndAfter(last);
    const isMissing = isCut(element, range.getBoundingClientRect()) && !isTold(element);
    return isMissing ? [element.textContent?.trim() ?? ''] : [];
  });
}

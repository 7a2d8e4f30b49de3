/** The controls outside of the canvas that are cut off by something that cannot be scrolled. It runs in the page. */
export function findCutControls(): string[] {
  const controls = [...document.querySelectorAll<HTMLElement>('button, input, select, a[href]')];
  const isCut = (control: HTMLElement): boolean => {
    const box = control.getBoundingClientRect();
    let [mayScrollX, mayScrollY] = [false, false];
    for (let around = control.parentElement; around; around = around.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(around);
      mayScrollX ||= overflowX === 'auto' || overflowX === 'scroll';
      mayScrollY ||= overflowY === 'auto' || overflowY === 'scroll';
      if (position === 'fixed') return false;
      if (overflowX === 'visible' && overflowY === 'visible') continue;
      const edge = around.getBoundingClientRect();
      if (!mayScrollX && (box.left < edge.left - 1 || box.right > edge.right + 1)) return true;
      if (!mayScrollY && (box.top < edge.top - 1 || box.bottom > edge.bottom + 1)) return true;
    }
    return false;
  };
  return controls
    .filter((control) => !control.closest('.svelte-flow') && control.getClientRects().length > 0)
    .filter((control) => getComputedStyle(control).clipPath === 'none' && isCut(control))
    .map((control) => control.getAttribute('aria-label') ?? control.textContent ?? control.tagName);
}

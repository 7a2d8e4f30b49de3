import { formatOn } from './number-text.js';

/**
 * The rows of a legend: they highlight a series, and show its values at the crosshair.
 *
 * @param {HTMLElement} element the figure
 * @param {boolean} hasLines whether there is a crosshair
 */
export function makeLegend(element, hasLines) {
  const table = element.querySelector('.legend table');
  const rows = [...element.querySelectorAll('.legend tr')].map((row) => makeRow(element, row));
  if (table && hasLines) addTitles(table);
  /**
   * @param {readonly import('./crosshair.js').Reading[]} values
   * @param {import('./page-data.js').Axis} axis
   * @param {'show' | 'keep'} what
   */
  const write = (values, axis, what) => {
    for (const { series, value, lower, upper, n } of values) {
      const hasBand = Number.isFinite(lower) && Number.isFinite(upper);
      const band = hasBand ? `${formatOn(axis, lower)} to ${formatOn(axis, upper)}` : '';
      rows[series]?.[what](formatOn(axis, value), band, Number.isNaN(n) ? '' : String(n));
    }
  };
  return {
    /**
     * Values that are the same at every place: they stay where the crosshair is gone.
     *
     * @param {readonly import('./crosshair.js').Reading[]} values
     * @param {import('./page-data.js').Axis} axis
     */
    keep(values, axis) {
      write(values, axis, 'keep');
    },
    /**
     * @param {readonly import('./crosshair.js').Reading[]} values
     * @param {import('./page-data.js').Axis} axis
     */
    show(values, axis) {
      for (const row of rows) row.clear();
      write(values, axis, 'show');
    },
    clear() {
      for (const row of rows) row.clear();
    },
    /** @param {number | null} series */
    mark(series) {
      rows.forEach((row, index) => row.mark(index === series));
    },
  };
}

/** @param {Element} table */
function addTitles(table) {
  const head = document.createElement('thead');
  const line = document.createElement('tr');
  for (const title of ['Series', 'Value', 'Band', 'n']) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = title;
    line.append(cell);
  }
  head.append(line);
  table.prepend(head);
}

/**
 * @param {HTMLElement} element the figure
 * @param {Element} row
 */
function makeRow(element, row) {
  const series = row.getAttribute('data-series') ?? '';
  const button = document.createElement('button');
  button.type = 'button';
  const name = row.querySelector('.name');
  if (name) {
    name.replaceWith(button);
    button.append(name);
  }
  button.setAttribute('aria-pressed', 'false');
  const cells = [0, 1, 2].map(() => document.createElement('td'));
  /** @type {string[]} */
  let kept = ['', '', ''];
  row.append(...cells);
  const highlight = (/** @type {boolean} */ isOn) => highlightSeries(element, isOn ? series : null);
  row.addEventListener('pointerenter', () => highlight(true));
  row.addEventListener('pointerleave', () => highlight(false));
  button.addEventListener('focus', () => highlight(true));
  button.addEventListener('blur', () => highlight(false));
  button.addEventListener('click', () => {
    const isPinned = element.dataset.pinned !== series;
    for (const other of element.querySelectorAll('.legend button'))
      other.setAttribute('aria-pressed', String(other === button && isPinned));
    element.dataset.pinned = isPinned ? series : '';
    highlight(isPinned);
  });
  const show = (/** @type {string[]} */ ...texts) =>
    cells.forEach((cell, at) => (cell.textContent = texts[at]));
  return {
    show,
    keep(/** @type {string[]} */ ...texts) {
      kept = texts;
      show(...texts);
    },
    clear() {
      show(...kept);
    },
    mark(/** @type {boolean} */ isNearest) {
      row.classList.toggle('nearest', isNearest);
    },
  };
}

/**
 * Draws all series but one faintly; that which the reader has pinned where none is given.
 *
 * @param {HTMLElement} element the figure
 * @param {string | null} series
 */
function highlightSeries(element, series) {
  const shown = series ?? (element.dataset.pinned || null);
  for (const layer of element.querySelectorAll('.layer[data-series]'))
    layer.classList.toggle('dimmed', shown !== null && layer.getAttribute('data-series') !== shown);
}

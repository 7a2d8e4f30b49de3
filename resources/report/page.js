import { addCrosshair } from './crosshair.js';
import { makeLegend } from './legend-rows.js';
import { addMarks } from './marks.js';
import { readPageData } from './page-data.js';
import { addSaving } from './save-csv.js';
import { makeSortable } from './sortable-tables.js';

/** Lets the figures and tables of a page answer to the reader. Where it fails, the page is still whole. */
const { width, figures } = readPageData(document.getElementById('figures-data')?.textContent ?? '');

for (const table of document.querySelectorAll('table.sortable'))
  makeSortable(/** @type {HTMLTableElement} */ (table));

figures.forEach((figure, index) => {
  const element = document.getElementById(`figure-${index + 1}`);
  const plot = element?.querySelector('.plot');
  const height = plot?.querySelector('svg')?.viewBox.baseVal.height;
  if (!element || !plot || !height) return;
  const hasLines = figure.panels.some(({ tracks }) => tracks.length > 0);
  const legend = makeLegend(element, hasLines);
  for (const panel of figure.panels) {
    const area = document.createElement('div');
    area.className = 'reader';
    area.tabIndex = 0;
    const { left, top, width: wide, height: high } = panel.box;
    area.style.left = `${(100 * left) / width}%`;
    area.style.top = `${(100 * top) / height}%`;
    area.style.width = `${(100 * wide) / width}%`;
    area.style.height = `${(100 * high) / height}%`;
    area.setAttribute(
      'aria-label',
      `Read values of ${[figure.title, panel.title ?? ''].join(' ').trim()}`,
    );
    if (panel.tracks.length > 0) addCrosshair(figure, panel, legend, area);
    else addMarks(figure, panel, legend, area);
    if (area.hasAttribute('role')) plot.append(area);
  }
  addSaving(figure, element);
});
document.documentElement.classList.add('answers');

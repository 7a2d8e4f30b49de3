import type { Figure, FigureSeries } from '#chart/figure';
import { renderCitation } from './citation-html';
import { escapeHtml } from './escape-html';
import { drawFigure } from './figure-svg';
import { summarizeFigure, tabulateFigure } from './figure-summary';
import { renderTable } from './table-html';

/** A legend of more rows scrolls, so that the page goes on. */
const maxRows = 12;

/**
 * A figure with its legend, its notes and its numbers. It is complete without the script of the page, which makes it
 * answer to the pointer. `figure`: as measured; `drawn`: with the points that the page has.
 */
export function renderFigure(
  figure: Figure,
  drawn: Figure,
  { index, colorClass }: { index: number; colorClass: (color: string) => string },
): string {
  const id = `figure-${index + 1}`;
  const notes = figure.notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('');
  return `<figure class="figure" id="${id}" data-figure="${index}">
<h3 id="${id}-title">${escapeHtml(figure.title)}</h3>
<div class="plot">${drawFigure(drawn, id, colorClass)}</div>
${renderLegend(figure, colorClass)}
<figcaption>${notes}${renderSources(figure)}<p class="hidden" id="${id}-summary">${escapeHtml(summarizeFigure(figure))}</p></figcaption>
${renderNumbers(figure)}
</figure>
`;
}

function renderLegend({ series, title }: Figure, colorClass: (color: string) => string): string {
  if (series.length === 0) return '';
  const rows = series.map((one, index) => renderRow(one, index, colorClass)).join('\n');
  const scrolls = series.length > maxRows ? ' long scroll" tabindex="0' : '';
  return `<div class="legend${scrolls}" role="group" aria-label="Legend of ${escapeHtml(title)}"><table><tbody>${rows}</tbody></table></div>`;
}

function renderRow(
  { label, color, dash, source, isReference }: FigureSeries,
  index: number,
  colorClass: (color: string) => string,
): string {
  const pattern = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  const sample = `<svg class="sample ${colorClass(color)}" viewBox="0 0 24 10" aria-hidden="true"><path d="M1 5h22"${pattern}/></svg>`;
  const note = isReference && source === null ? ' <span class="source">reference</span>' : '';
  return `<tr data-series="${index}"><th scope="row">${sample}<span class="name">${escapeHtml(label)}</span>${note}</th></tr>`;
}

/** Where the results of others were published: once for all lines of a source. */
function renderSources({ series }: Figure): string {
  const sources = [...new Set(series.flatMap(({ source }) => source ?? []))];
  return sources.map((source) => `<p>${renderCitation(source)}</p>`).join('');
}

function renderNumbers(figure: Figure): string {
  const table = tabulateFigure(figure);
  const content = table
    ? renderTable(`Numbers of ${figure.title}`, table.columns, table.rows)
    : `<p>The figure has ${figure.table.rows.length.toLocaleString('en-US')} numbers. A report as a folder has all of them as CSV.</p>`;
  return `<details><summary>Numbers<span class="hidden"> of ${escapeHtml(figure.title)}</span></summary>${content}</details>`;
}

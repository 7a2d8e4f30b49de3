import type { TextTable } from '#analysis/tables/text-table';
import { escapeHtml } from './escape-html';

export interface HtmlColumn {
  title: string;
  align: 'left' | 'right';
  /** Shown where the pointer rests on the title. */
  explanation?: string;
  /** Left out on paper, which has no room for it. */
  isDetail?: boolean;
  /** Whether its texts take several lines where they are long. */
  wraps?: boolean;
}

/** A table that the script of the page lets the reader sort. Cells are texts. `label`: what it is called. */
export function renderTable(
  label: string,
  columns: readonly HtmlColumn[],
  rows: readonly (readonly string[])[],
): string {
  return renderRichTable(
    label,
    columns,
    rows.map((cells) => cells.map(escapeHtml)),
  );
}

/** The same of cells that are HTML. */
export function renderRichTable(
  label: string,
  columns: readonly HtmlColumn[],
  rows: readonly (readonly string[])[],
): string {
  const head = columns
    .map(
      ({ title, explanation, ...column }) =>
        `<th scope="col"${classOf(column)}${explanation ? ` title="${escapeHtml(explanation)}"` : ''}>${escapeHtml(title)}</th>`,
    )
    .join('');
  const body = rows
    .map(
      (cells) =>
        `<tr>${cells.map((cell, at) => `<td${classOf(columns[at])}>${cell}</td>`).join('')}</tr>`,
    )
    .join('\n');
  return scrolling(
    label,
    `<table class="sortable"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`,
  );
}

/** What may be wider than the page; by the keyboard too. */
export function scrolling(label: string, content: string): string {
  return `<div class="scroll" role="group" tabindex="0" aria-label="${escapeHtml(label)}">${content}</div>\n`;
}

/** The table of results, with the sentences that belong to it. */
export function renderTextTable(
  label: string,
  { caption, columns, rows, notes }: TextTable,
): string {
  const lines = notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('');
  return `<p class="caption">${escapeHtml(caption)}</p>${renderTable(label, columns, rows)}${lines === '' ? '' : `<ul class="notes">${lines}</ul>`}`;
}

function classOf({ align, isDetail = false, wraps = false }: Partial<HtmlColumn> = {}): string {
  const names = [
    ...(align === 'right' ? ['number'] : []),
    ...(isDetail ? ['detail'] : []),
    ...(wraps ? ['wraps'] : []),
  ];
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`;
}

/** Tables as GitHub's Markdown has them. */
import type { TextColumn, TextTable } from './text-table';

/** The caption, the table and the notes, as paragraphs. */
export function toMarkdown({ caption, columns, rows, notes }: TextTable): string {
  const paragraphs = [
    `${escapeMarkdown(caption)}\n`,
    markdownTable(columns, rows),
    ...notes.map((note) => `${escapeMarkdown(note)}\n`),
  ];
  return paragraphs.join('\n');
}

/** The table alone. */
export function markdownTable(
  columns: readonly Pick<TextColumn, 'title' | 'align' | 'bestRows'>[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const writeRow = (cells: readonly string[], row: number): string =>
    line(
      cells.map((cell, index) => {
        const text = escapeMarkdown(cell);
        return columns[index]?.bestRows?.includes(row) ? `**${text}**` : text;
      }),
    );
  const rule = columns.map(({ align }) => (align === 'right' ? '---:' : '---'));
  return [
    line(columns.map(({ title }) => escapeMarkdown(title))),
    `| ${rule.join(' | ')} |\n`,
    ...rows.map(writeRow),
  ].join('');
}

/** Text that is shown as it is. Underscores within words mean nothing. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/[\\|`*<$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (character) => `\\${character}`);
}

import { inEnglish } from '#spec/number-format';
import { toLatex } from '#analysis/tables/latex';
import { toMarkdown } from '#analysis/tables/markdown';
import type { TextTable } from '#analysis/tables/text-table';
import type { MenuItem } from '../ui/menu-item';
import { copyText, saveText } from './take-text';

export interface TakenTable {
  /** What the file and the label are called. */
  name: string;
  text: TextTable;
  /** With a column for each number. */
  csv: string;
}

/** The ways to take a table of results into a paper or another program. */
export function listTableActions(read: () => TakenTable | null): MenuItem[] {
  const item = (label: string, take: (table: TakenTable) => void): MenuItem => ({
    label,
    run: () => {
      // Papers and programs read a decimal point, whatever the system writes.
      inEnglish(() => {
        const table = read();
        if (table) take(table);
      });
    },
  });
  const copy = (as: string, write: (table: TakenTable) => string): MenuItem =>
    item(`Copy as ${as}`, (table) => void copyText(write(table), `The table was copied as ${as}.`));
  const save = (
    as: string,
    ending: string,
    type: string,
    write: (table: TakenTable) => string,
  ): MenuItem =>
    item(`Save as ${as}`, (table) =>
      saveText(`${fileName(table.name)}${ending}`, write(table), type),
    );
  return [
    copy('LaTeX', ({ text, name }) => toLatex(text, name)),
    copy('Markdown', ({ text }) => toMarkdown(text)),
    copy('CSV', ({ csv }) => csv),
    save('LaTeX', '.tex', 'application/x-tex', ({ text, name }) => toLatex(text, name)),
    save('Markdown', '.md', 'text/markdown', ({ text }) => toMarkdown(text)),
    save('CSV', '.csv', 'text/csv', ({ csv }) => csv),
  ];
}

/** Without what file systems forbid. */
function fileName(name: string): string {
  const words = name.replace(/[\\/:*?"<>|\s]+/g, ' ').trim();
  return words === '' ? 'table' : words;
}

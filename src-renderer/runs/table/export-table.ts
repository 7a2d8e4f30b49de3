import type { Run } from '#spec/run';
import { session } from '../../stores/session.svelte';
import { copyText, saveText } from '../../stores/take-text';
import type { MenuItem } from '../../ui/Menu.svelte';
import { countRuns } from '../run-targets';
import type { Column } from './column';
import { toCsv, toMarkdown } from './table-text';

/** The ways to take a table out of the program: what is shown, for all runs of the table or for the selected ones. */
export function listExports(
  read: () => { columns: readonly Column[]; runs: readonly Run[] },
): MenuItem[] {
  const copy = (write: typeof toCsv): void => {
    const { columns, runs } = read();
    void copyText(write(columns, runs), `${countRuns(runs.length)} copied.`);
  };
  return [
    {
      label: 'Download as CSV',
      run: () => {
        const { columns, runs } = read();
        saveText(`${session.project?.name ?? 'runs'}-runs.csv`, toCsv(columns, runs), 'text/csv');
      },
    },
    { label: 'Copy as CSV', run: () => copy(toCsv) },
    { label: 'Copy as Markdown', run: () => copy(toMarkdown) },
  ];
}

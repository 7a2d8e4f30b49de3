import type { Run } from '#spec/run';
import { askToExportArchive } from '../../projects/export-archive';
import { copyCommandsOfRuns } from '../../stores/copy-command';
import { session } from '../../stores/session.svelte';
import { copyText, saveText } from '../../stores/take-text';
import type { MenuItem } from '../../ui/menu-item';
import { askToExportData } from '../export/export-data';
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
    {
      label: 'Export data…',
      run: () => {
        const { runs } = read();
        askToExportData(runs, nameOfRuns(runs));
      },
    },
    {
      label: 'Export as archive…',
      run: () => {
        const { runs } = read();
        const runIds = runs.map(({ id }) => id);
        askToExportArchive({ kind: 'runs', runIds }, nameOfRuns(runs));
      },
    },
    { label: 'Copy as CSV', run: () => copy(toCsv) },
    { label: 'Copy as Markdown', run: () => copy(toMarkdown) },
    { label: 'Copy as command', run: () => void copyCommandsOfRuns(read().runs) },
  ];
}

/** What a file of their values is called. */
function nameOfRuns(runs: readonly Run[]): string {
  const [first] = runs;
  if (first && runs.length === 1) return first.name;
  return `${session.project?.name ?? ''} runs`;
}

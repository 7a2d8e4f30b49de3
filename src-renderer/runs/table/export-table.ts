import type { runCommands } from '#api/window-commands/runs';
import type { Run } from '#spec/run';
import { askToExportArchive } from '../../projects/export-archive';
import { copyCommandsOfRuns } from '../../stores/copy-command';
import { wordsOf } from '../../stores/shortcut-list';
import { session } from '../../stores/session.svelte';
import { copyText, saveText } from '../../stores/take-text';
import type { MenuItem } from '../../ui/menu-item';
import { askToExportData } from '../export/export-data';
import { countRuns } from '../run-targets';
import type { Column } from './column';
import { toCsv, toMarkdown } from './table-text';

/** An entry of a menu with its id in the catalogue. */
type ExportItem = Exclude<MenuItem, 'separator' | { heading: string }> & {
  id: keyof typeof runCommands;
};

/** The ways to take a table out of the program: what is shown, for all runs of the table or for the selected ones. */
export function listExports(
  read: () => { columns: readonly Column[]; runs: readonly Run[] },
): ExportItem[] {
  const copy = (write: typeof toCsv): void => {
    const { columns, runs } = read();
    void copyText(write(columns, runs), `${countRuns(runs.length)} copied.`);
  };
  return [
    {
      id: 'downloadRuns',
      ...wordsOf('downloadRuns'),
      run: () => {
        const { columns, runs } = read();
        saveText(`${session.project?.name ?? 'runs'}-runs.csv`, toCsv(columns, runs), 'text/csv');
      },
    },
    {
      id: 'exportRunData',
      ...wordsOf('exportRunData'),
      run: () => {
        const { runs } = read();
        askToExportData(runs, nameOfRuns(runs));
      },
    },
    {
      id: 'exportRunArchive',
      ...wordsOf('exportRunArchive'),
      run: () => {
        const { runs } = read();
        const runIds = runs.map(({ id }) => id);
        askToExportArchive({ kind: 'runs', runIds }, nameOfRuns(runs));
      },
    },
    { id: 'copyRunsAsCsv', ...wordsOf('copyRunsAsCsv'), run: () => copy(toCsv) },
    { id: 'copyRunsAsMarkdown', ...wordsOf('copyRunsAsMarkdown'), run: () => copy(toMarkdown) },
    {
      id: 'copyRunCommands',
      ...wordsOf('copyRunCommands'),
      run: () => void copyCommandsOfRuns(read().runs),
    },
  ];
}

/** What a file of their values is called. */
function nameOfRuns(runs: readonly Run[]): string {
  const [first] = runs;
  if (first && runs.length === 1) return first.name;
  return `${session.project?.name ?? ''} runs`;
}

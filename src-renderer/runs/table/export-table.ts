import type { Run } from '#spec/run';
import { session } from '../../stores/session.svelte';
import type { MenuItem } from '../../ui/Menu.svelte';
import { countRuns } from '../run-targets';
import type { Column } from './column';
import { toCsv, toMarkdown } from './table-text';

/** The ways to take a table out of the program: what is shown, for all runs of the table or for the selected ones. */
export function listExports(
  read: () => { columns: readonly Column[]; runs: readonly Run[] },
): MenuItem[] {
  return [
    {
      label: 'Download as CSV',
      run: () => {
        const { columns, runs } = read();
        download(`${session.project?.name ?? 'runs'}-runs.csv`, toCsv(columns, runs));
      },
    },
    { label: 'Copy as CSV', run: () => void copy(toCsv, read()) },
    { label: 'Copy as Markdown', run: () => void copy(toMarkdown, read()) },
  ];
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

async function copy(
  write: (columns: readonly Column[], runs: readonly Run[]) => string,
  { columns, runs }: { columns: readonly Column[]; runs: readonly Run[] },
): Promise<void> {
  try {
    await navigator.clipboard.writeText(write(columns, runs));
    session.notify(`${countRuns(runs.length)} copied.`, 'success');
  } catch {
    session.notify('The clipboard cannot be written here. Download the table instead.', 'error');
  }
}

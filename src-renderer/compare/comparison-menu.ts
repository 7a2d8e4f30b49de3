import Archive from '@lucide/svelte/icons/archive';
import Download from '@lucide/svelte/icons/download';
import FileText from '@lucide/svelte/icons/file-text';
import SquareTerminal from '@lucide/svelte/icons/square-terminal';
import { askToExportArchive } from '../projects/export-archive';
import { askToExportData } from '../runs/export/export-data';
import { askToExportReport } from '../runs/export/export-report';
import { comparison } from '../stores/comparison.svelte';
import { copyCommandOfComparison, copyCommandsOfRuns } from '../stores/copy-command';
import type { MenuItem } from '../ui/menu-item';

/** What can be done with the comparison as a whole. */
export function listComparisonItems(): MenuItem[] {
  const { runs, id, name, isDirty } = comparison;
  const isSaved = id !== null && !isDirty;
  return [
    {
      label: 'Export data…',
      icon: Download,
      disabled: runs.length === 0,
      run: () => askToExportData(runs, name),
    },
    {
      label: 'Export report…',
      icon: FileText,
      disabled: runs.length === 0,
      run: () => {
        const content = comparison.readContent();
        const subject = { kind: 'comparison' as const, id: isSaved ? id : null, content };
        askToExportReport(subject, runs, name);
      },
    },
    {
      label: 'Export as archive…',
      icon: Archive,
      disabled: !isSaved,
      ...(isSaved ? {} : { hint: 'save it first' }),
      run: () => {
        const runIds = runs.map((run) => run.id);
        if (id !== null) askToExportArchive({ kind: 'comparison', id, runIds }, name);
      },
    },
    {
      label: 'Copy as command',
      icon: SquareTerminal,
      disabled: !isSaved,
      ...(isSaved ? {} : { hint: 'save it first' }),
      run: () => {
        if (id !== null) void copyCommandOfComparison(id);
      },
    },
    {
      label: 'Copy commands of all runs',
      icon: SquareTerminal,
      disabled: runs.length === 0,
      run: () => void copyCommandsOfRuns(runs),
    },
  ];
}

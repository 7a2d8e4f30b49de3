import Archive from '@lucide/svelte/icons/archive';
import Download from '@lucide/svelte/icons/download';
import FileText from '@lucide/svelte/icons/file-text';
import SquareTerminal from '@lucide/svelte/icons/square-terminal';
import type { comparisonCommands } from '#api/window-commands/comparison';
import { askToExportArchive } from '../projects/export-archive';
import { askToExportData } from '../runs/export/export-data';
import { askToExportReport } from '../runs/export/export-report';
import { comparison } from '../stores/comparison.svelte';
import { copyCommandOfComparison, copyCommandsOfRuns } from '../stores/copy-command';
import { wordsOf } from '../stores/shortcut-list';
import type { MenuItem } from '../ui/menu-item';

/** An entry of a menu with its id in the catalogue. */
type ComparisonItem = Exclude<MenuItem, 'separator' | { heading: string }> & {
  id: keyof typeof comparisonCommands;
};

/** What can be done with the comparison as a whole. */
export function listComparisonItems(): ComparisonItem[] {
  const { runs, id, name, isDirty } = comparison;
  const isSaved = id !== null && !isDirty;
  return [
    {
      id: 'exportComparisonData',
      ...wordsOf('exportComparisonData'),
      icon: Download,
      disabled: runs.length === 0,
      run: () => askToExportData(runs, name),
    },
    {
      id: 'exportComparisonReport',
      ...wordsOf('exportComparisonReport'),
      icon: FileText,
      disabled: runs.length === 0,
      run: () => {
        const content = comparison.readContent();
        const subject = { kind: 'comparison' as const, id: isSaved ? id : null, content };
        askToExportReport(subject, runs, name);
      },
    },
    {
      id: 'exportComparisonArchive',
      ...wordsOf('exportComparisonArchive'),
      icon: Archive,
      disabled: !isSaved,
      ...(isSaved ? {} : { hint: 'save it first' }),
      run: () => {
        const runIds = runs.map((run) => run.id);
        if (id !== null) askToExportArchive({ kind: 'comparison', id, runIds }, name);
      },
    },
    {
      id: 'copyComparisonCommand',
      ...wordsOf('copyComparisonCommand'),
      icon: SquareTerminal,
      disabled: !isSaved,
      ...(isSaved ? {} : { hint: 'save it first' }),
      run: () => {
        if (id !== null) void copyCommandOfComparison(id);
      },
    },
    {
      id: 'copyComparisonRunCommands',
      ...wordsOf('copyComparisonRunCommands'),
      icon: SquareTerminal,
      disabled: runs.length === 0,
      run: () => void copyCommandsOfRuns(runs),
    },
  ];
}

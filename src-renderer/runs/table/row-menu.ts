import type { Run } from '#spec/run';
import { runTable } from '../../stores/run-table.svelte';
import type { MenuItem } from '../../ui/Menu.svelte';
import { listExports } from './export-table';
import { listRowActions } from './row-actions';
import { shownColumns } from './shown-columns';

interface RowEditors {
  editTags: () => void;
  editNotes: () => void;
  rename: (runId: string) => void;
}

/** The menu of the selected rows. */
export function listRowItems(chosen: readonly Run[], editors: RowEditors): MenuItem[] {
  const only = chosen.length === 1 ? chosen[0] : undefined;
  return [
    ...(only
      ? [
          { label: 'Rename', shortcut: 'F2', run: () => editors.rename(only.id) },
          { label: 'Edit the notes', shortcut: 'N', run: editors.editNotes },
        ]
      : []),
    { label: 'Edit the tags', shortcut: 'T', run: editors.editTags },
    'separator',
    ...listRowActions(chosen).map(({ label, icon, shortcut, danger, run }) => ({
      label,
      icon,
      ...(shortcut === undefined ? {} : { shortcut }),
      ...(danger === undefined ? {} : { danger }),
      run,
    })),
    'separator',
    ...listExports(() => ({ columns: shownColumns(), runs: runTable.chosen })),
  ];
}

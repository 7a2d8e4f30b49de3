import type { Run } from '#spec/run';
import { runTable } from '../../stores/run-table.svelte';
import { wordsOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import { listExports } from './export-table';
import { listRowActions } from './row-actions';
import type { RowEditing } from './row-editing.svelte';
import { shownColumns } from './shown-columns';

/** The menu of the selected rows. */
export function listRowItems(chosen: readonly Run[], editing: RowEditing): MenuItem[] {
  return [
    ...(chosen.length === 1
      ? [
          { ...wordsOf('renameRun'), run: editing.editName },
          { ...wordsOf('noteRun'), run: editing.editNotes },
        ]
      : []),
    { ...wordsOf('tagRuns'), run: editing.editTags },
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

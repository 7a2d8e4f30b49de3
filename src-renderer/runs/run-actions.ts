import type { runCommands } from '#api/window-commands/runs';
import { runTable } from '../stores/run-table.svelte';
import { session } from '../stores/session.svelte';
import type { WindowAction, WindowActions } from '../stores/window-action';
import { askToExportReport } from './export/export-report';
import { listExports } from './table/export-table';
import { deleteChosen, listRowActions } from './table/row-actions';
import { shownEditing } from './table/row-editing.svelte';
import { shownColumns } from './table/shown-columns';

/** What the menu of the rows has under this id, for the runs that are selected then. */
function rowAction(id: keyof typeof runCommands): WindowAction {
  const find = (): { run: () => void } | undefined =>
    listRowActions(runTable.chosen).find((action) => action.id === id);
  return { run: () => find()?.run(), canRun: () => find() !== undefined };
}

function exportAction(id: keyof typeof runCommands): WindowAction {
  return {
    run: () =>
      listExports(() => ({ columns: shownColumns(), runs: runTable.chosen }))
        .find((item) => item.id === id)
        ?.run(),
  };
}

/** What each command on the selected runs does. */
export const runActions: WindowActions<typeof runCommands> = {
  renameRun: { run: () => shownEditing()?.editName() },
  noteRun: { run: () => shownEditing()?.editNotes() },
  tagRuns: { run: () => shownEditing()?.editTags() },
  compareRuns: rowAction('compareRuns'),
  diffRuns: rowAction('diffRuns'),
  pauseRuns: rowAction('pauseRuns'),
  resumeRuns: rowAction('resumeRuns'),
  stopRuns: rowAction('stopRuns'),
  retryRuns: rowAction('retryRuns'),
  archiveRuns: rowAction('archiveRuns'),
  unarchiveRuns: rowAction('unarchiveRuns'),
  deleteRuns: {
    run: () => {
      const text = deleteChosen(runTable.chosen);
      if (text !== null) session.notify(text, 'info');
    },
  },
  downloadRuns: exportAction('downloadRuns'),
  exportRunData: exportAction('exportRunData'),
  exportRunReport: {
    run: () => {
      const [run] = runTable.chosen;
      if (run) askToExportReport({ kind: 'run', id: run.id }, [run], run.name);
    },
  },
  exportRunArchive: exportAction('exportRunArchive'),
  copyRunsAsCsv: exportAction('copyRunsAsCsv'),
  copyRunsAsMarkdown: exportAction('copyRunsAsMarkdown'),
  copyRunCommands: exportAction('copyRunCommands'),
  chooseOneRun: { run: () => runTable.selectOne(), canRun: () => runTable.chosen.length > 1 },
};

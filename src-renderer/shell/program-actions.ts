import type { programCommands } from '#api/window-commands/program';
import { editor } from '../editor/editor.svelte';
import { openHelp } from '../help/help-state.svelte';
import { askToExportArchive } from '../projects/export-archive';
import { importRuns } from '../runs/import/import-runs.svelte';
import { settingsDialog } from '../settings/settings-dialog.svelte';
import { archiveImport } from '../stores/archive-import.svelte';
import { session, type Theme, type View } from '../stores/session.svelte';
import { textSize } from '../stores/text-size.svelte';
import { startTour } from '../tour/tour.svelte';
import type { WindowAction, WindowActions } from '../stores/window-action';
import { commandPalette } from './command-palette.svelte';
import { goToPart } from './parts';
import { problemReport } from './problem-report.svelte';
import { shortcutHelp } from './shortcut-help.svelte';

const show = (view: View): WindowAction => ({ run: () => session.show(view) });
const theme = (name: Theme): WindowAction => ({
  run: () => session.setTheme(name),
  isChosen: () => session.theme === name,
});
/** In a browser its own zoom does it, by the same keys. */
const ofOwnText = (run: () => void): WindowAction => ({ run, canRun: () => textSize.isOwn });

/** What each command of the whole window does. */
export const programActions: WindowActions<typeof programCommands> = {
  palette: { run: () => commandPalette.toggle() },
  build: show('build'),
  runs: show('runs'),
  studies: show('studies'),
  compare: show('compare'),
  data: show('data'),
  settings: { run: () => (session.project ? session.show('settings') : settingsDialog.show()) },
  nextPart: { run: () => goToPart(1) },
  previousPart: { run: () => goToPart(-1) },

  startPage: {
    run: () =>
      void session.attempt(async () => {
        await editor.flush();
        session.leaveProject();
      }),
  },
  exportProject: {
    run: () => askToExportArchive({ kind: 'project' }, session.project?.name ?? ''),
  },
  importArchive: { run: () => archiveImport.show() },
  importRuns: { run: () => importRuns.show() },

  largerText: ofOwnText(() => textSize.step(1)),
  smallerText: ofOwnText(() => textSize.step(-1)),
  usualText: ofOwnText(() => textSize.reset()),
  systemTheme: theme('system'),
  lightTheme: theme('light'),
  darkTheme: theme('dark'),

  help: { run: () => openHelp() },
  tour: { run: () => void startTour() },
  shortcuts: { run: () => shortcutHelp.show() },
  reportProblem: { run: () => problemReport.show() },
  // The desktop program opens it in the browser of the user.
  paper: { run: () => void window.open('https://arxiv.org/abs/1608.05343', '_blank', 'noopener') },
};

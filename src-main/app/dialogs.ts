import { basename, join } from 'node:path';
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import type { CommandInput } from '#api/commands';
import { messageOf } from '#spec/errors';
import type { Run } from '#spec/run';

/** The path chosen, or null where the user thought better of it. */
export async function choosePath(
  window: BrowserWindow | null,
  { kind }: CommandInput<'paths.choose'>,
): Promise<string | null> {
  const options: OpenDialogOptions = {
    properties: kind === 'folder' ? ['openDirectory', 'createDirectory'] : ['openFile'],
  };
  const chosen = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return chosen.filePaths[0] ?? null;
}

/** Where a new project is to be made, and its name: that of its folder. */
export async function chooseNewProject(
  projectsDirectory: string,
): Promise<{ directory: string; name: string } | null> {
  const { filePath } = await dialog.showSaveDialog({
    title: 'New project',
    buttonLabel: 'Create',
    nameFieldLabel: 'Project:',
    defaultPath: join(projectsDirectory, 'My study'),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return filePath ? { directory: filePath, name: basename(filePath) } : null;
}

/** Shows the sentence of an error that no window of ours can show. */
export async function showError(error: unknown): Promise<void> {
  await dialog.showMessageBox({ type: 'error', message: messageOf(error), buttons: ['OK'] });
}

/** Whether the runs may be stopped. True at once where there are none. */
export async function mayStop(
  window: BrowserWindow | null,
  runs: readonly Run[],
): Promise<boolean> {
  if (runs.length === 0) return true;
  const options = {
    type: 'question' as const,
    message: stopQuestion(runs),
    detail: 'Each is stopped with a checkpoint and can be resumed from there.',
    buttons: ['Stop and quit', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return response === 0;
}

const named = 3;

/** "2 runs are in progress: 'a' and 'b'. Stop them and quit?" */
export function stopQuestion(runs: readonly Pick<Run, 'name'>[]): string {
  const names = runs.slice(0, named).map(({ name }) => `'${name}'`);
  if (runs.length > named) names.push(`${runs.length - named} more`);
  const last = names.pop() ?? '';
  const list = names.length > 0 ? `${names.join(', ')} and ${last}` : last;
  return runs.length === 1
    ? `The run ${list} is in progress. Stop it and quit?`
    : `${runs.length} runs are in progress: ${list}. Stop them and quit?`;
}

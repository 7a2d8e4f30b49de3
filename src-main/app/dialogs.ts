import { basename, join } from 'node:path';
import {
  dialog,
  type BrowserWindow,
  type OpenDialogOptions,
  type SaveDialogOptions,
} from 'electron';
import type { CommandInput } from '#api/commands';
import { messageOf } from '#spec/errors';
import type { Run } from '#spec/run';

/** Shows the dialog for opening a file or folder. Null if the user cancels. */
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

/** Asks where a file or a folder is to be written, and whether one that is there is replaced. Null if the user cancels. */
export async function chooseNewPath(
  window: BrowserWindow | null,
  { suggested }: CommandInput<'paths.chooseNew'>,
): Promise<string | null> {
  const options: SaveDialogOptions = {
    defaultPath: suggested,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  };
  const { filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return filePath ? filePath : null;
}

/** Asks for the folder of a new project; its name is the name of the folder. Null if the user cancels. */
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

/** Shows the message of an error in a native dialog. */
export async function showError(error: unknown): Promise<void> {
  await dialog.showMessageBox({ type: 'error', message: messageOf(error), buttons: ['OK'] });
}

/** Asks whether the runs may be stopped. True without a question if there are no runs. */
export async function confirmStop(
  window: BrowserWindow | null,
  runs: readonly Run[],
): Promise<boolean> {
  if (runs.length === 0) return true;
  const options = {
    type: 'question' as const,
    message: formatStopQuestion(runs),
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

const maxNamedRuns = 3;

/** "2 runs are in progress: 'a' and 'b'. Stop them and quit?" */
export function formatStopQuestion(runs: readonly Pick<Run, 'name'>[]): string {
  const names = runs.slice(0, maxNamedRuns).map(({ name }) => `'${name}'`);
  if (runs.length > maxNamedRuns) names.push(`${runs.length - maxNamedRuns} more`);
  const last = names.pop() ?? '';
  const list = names.length > 0 ? `${names.join(', ')} and ${last}` : last;
  return runs.length === 1
    ? `The run ${list} is in progress. Stop it and quit?`
    : `${runs.length} runs are in progress: ${list}. Stop them and quit?`;
}

/** Entry point of Electron's main process. */
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { messageOf } from '#spec/errors';
import { parseRequest, requestOf, type Requested } from './arguments';
import { showError } from './dialogs';
import { registerPageScheme } from './renderer-protocol';
import { startShell } from './shell';

/** Sets the environment variable for this process and its children, unless the user has set it. */
function setBundledRuntimePath(): void {
  if (app.isPackaged) process.env.DNI_WORKBENCH_RUNTIME ??= join(process.resourcesPath, 'runtime');
}

/** The first instance owns the windows. A later instance passes what it is to open to the first and quits. */
function main(): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  setBundledRuntimePath();
  registerPageScheme();
  const parse = (argv: readonly string[], workingDirectory: string): Requested | null =>
    parseRequest(argv, workingDirectory, app.getAppPath());
  let first = parse(process.argv, process.cwd());
  // On macOS, the Finder sends the file to open before the program is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (app.isReady()) open(requestOf(path));
    else first = requestOf(path);
  });

  const shell = app.whenReady().then(() => startShell(first));
  const open = (requested: Requested | null): void =>
    void shell.then(({ openRequested }) => openRequested(requested)).catch(showError);
  app.on('second-instance', (_, argv, workingDirectory) => open(parse(argv, workingDirectory)));
  app.on('activate', (_, hasWindows) => {
    if (!hasWindows) open(null);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  shell.catch((error: unknown) => {
    dialog.showErrorBox('DNI Workbench could not start', messageOf(error));
    app.exit(1);
  });
}

main();

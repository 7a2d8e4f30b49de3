import { join } from 'node:path';
import { app, dialog } from 'electron';
import { messageOf } from '#spec/errors';
import { projectAsked, projectFolder, type AskedProject } from './arguments';
import { showError } from './dialogs';
import { registerPageScheme } from './renderer-protocol';
import { startShell } from './shell';

/** For this process and those it starts, which inherit it. A user's own word counts. */
function offerShippedRuntime(): void {
  if (app.isPackaged) process.env.DNI_WORKBENCH_RUNTIME ??= join(process.resourcesPath, 'runtime');
}

/** The first start has the windows; a later one hands its project to it and ends. */
function main(): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  offerShippedRuntime();
  registerPageScheme();
  const asked = (argv: readonly string[], workingDirectory: string): AskedProject | null =>
    projectAsked(argv, workingDirectory, app.getAppPath());
  let first = asked(process.argv, process.cwd());
  // On macOS, the Finder says before the program is ready what it was started with.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    const project = { directory: projectFolder(path), make: false };
    if (app.isReady()) open(project);
    else first = project;
  });

  const shell = app.whenReady().then(() => startShell(first));
  const open = (project: AskedProject | null): void =>
    void shell.then(({ openAsked }) => openAsked(project)).catch(showError);
  app.on('second-instance', (_, argv, workingDirectory) => open(asked(argv, workingDirectory)));
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

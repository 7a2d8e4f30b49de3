import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BrowserWindow, app, dialog } from 'electron';
import { messageOf } from '#spec/errors';
import { workbenchVersion } from '#spec/version';
import { createService, type Service } from '#service/create-service';
import { originOf, pageOrigin } from './addresses';
import { connectWindows } from './ipc';
import { setMenu } from './menu';
import { registerPageScheme, servePage } from './renderer-protocol';
import { openAppSettings, settingsPort } from './settings';
import { utilityLauncher } from './utility-port';
import { denyPermissions, openWindow } from './window';

const built = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** Set by `electron-vite dev` alone: the address of its server. */
const devPage = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const page = devPage ?? `${pageOrigin}/`;

function projectArgument(): string | undefined {
  const index = process.argv.indexOf('--project');
  return index < 0 ? undefined : process.argv[index + 1];
}

async function chooseDirectory(): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow();
  const properties: Electron.OpenDialogOptions['properties'] = ['openDirectory', 'createDirectory'];
  const chosen = await (window
    ? dialog.showOpenDialog(window, { properties })
    : dialog.showOpenDialog({ properties }));
  return chosen.filePaths[0] ?? null;
}

/** Runs stop with a checkpoint before the program goes. */
function closeBeforeQuit(service: Service): void {
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void service.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}

async function main(): Promise<void> {
  registerPageScheme();
  await app.whenReady();
  denyPermissions();
  setMenu();
  servePage(built('../renderer'));

  const settings = openAppSettings();
  const service = await createService({
    host: 'electron',
    version: workbenchVersion,
    resources: join(app.getAppPath(), 'resources'),
    settings: settingsPort(settings),
    launchWorker: utilityLauncher(built('./worker.js')),
    chooseDirectory,
    project: projectArgument(),
  });
  connectWindows(service, originOf(page) ?? pageOrigin);
  closeBeforeQuit(service);

  const open = (): BrowserWindow => openWindow(settings, page, built('../preload/index.cjs'));
  open();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

main().catch((error: unknown) => {
  dialog.showErrorBox('DNI Workbench could not start', messageOf(error));
  app.exit(1);
});

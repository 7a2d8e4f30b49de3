/**
 * The desktop program: connects the service, the windows, the menu and the IPC handlers.
 *
 * ```ts
 * const shell = await startShell(null);
 * await shell.openRequested({ directory: '/home/me/study', create: true });
 * ```
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, shell } from 'electron';
import { workbenchVersion } from '#spec/version';
import { createService } from '#service/create-service';
import { failureLogFolder } from '#service/failure-logs';
import { ProgramLog } from '#service/program-log';
import { PathGrants } from '#service/path-grants';
import { parseOrigin, pageOrigin } from './addresses';
import { ApplicationMenu } from './application-menu';
import type { Requested } from './arguments';
import { chooseNewPath, chooseNewProject, choosePath, showError } from './dialogs';
import { registerIpcHandlers } from './ipc';
import { logErrors } from './log-errors';
import { guardQuit } from './quit';
import { servePage } from './renderer-protocol';
import { notifyOfRuns } from './run-notifications';
import { showTaskBarProgress } from './task-bar-progress';
import { saveSetting } from './save-setting';
import { createGrantsPort, createSettingsPort, openAppSettings } from './settings';
import { preventSleep } from './prevent-sleep';
import { createWorkerLauncher, createSelfTestLauncher } from './utility-port';
import { denyPermissions, openWindow } from './open-window';
import { WindowManager, type OpenProject } from './window-manager';

const builtPath = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** The address of the development server, which `electron-vite dev` sets. */
const devPage = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const page = devPage ?? `${pageOrigin}/`;

export interface Shell {
  /** Opens what a later instance requests; null brings a window to the front. Throws WorkbenchError. */
  openRequested(requested: Requested | null): Promise<void>;
}

/**
 * Creates the service and shows the first window, with the requested project or else the most recent
 * one. To be called once Electron is ready. Throws WorkbenchError.
 */
export async function startShell(requested: Requested | null): Promise<Shell> {
  denyPermissions();
  servePage(builtPath('../renderer'));

  const log = new ProgramLog(join(app.getPath('userData'), 'logs', 'program.log'));
  logErrors(log);
  const settings = openAppSettings();
  const grants = new PathGrants(createGrantsPort(settings));
  const service = createService({
    host: 'electron',
    version: workbenchVersion,
    resources: join(app.getAppPath(), 'resources'),
    settings: createSettingsPort(settings),
    grants,
    log,
    failureLogs: failureLogFolder(),
    launchWorker: createWorkerLauncher(builtPath('./worker.js')),
    compute: { launchSelfTest: createSelfTestLauncher(builtPath('./self-test-child.js')) },
  });
  const quitGuard = guardQuit(service, () => windows.focused);
  const grant = async (path: string | null): Promise<string | null> => {
    if (path !== null) await grants.add(path);
    return path;
  };
  const windows = new WindowManager({
    service,
    createWindow(view) {
      const window = openWindow(settings, page, builtPath('../preload/index.cjs'), view);
      quitGuard.guardWindow(window);
      return window;
    },
    onChange: () => menu.follow(windows.focusedMenu),
    choosePath: async (window, what) => grant(await choosePath(window, what)),
    chooseNewPath: async (window, what) => grant(await chooseNewPath(window, what)),
    showPath: (path) => shell.showItemInFolder(path),
  });
  registerIpcHandlers(windows, grants, parseOrigin(page) ?? pageOrigin);
  service.onEvent((event) => windows.send(event));
  notifyOfRuns(service, windows, (projectId, subject) => {
    const project = service.findOpenedProject(projectId);
    if (project) windows.showSubject(project, subject).catch(showError);
  });
  showTaskBarProgress(service, windows);
  preventSleep(service);

  const openProject = (open: OpenProject): void => void windows.openProject(open).catch(showError);
  const actions = {
    newWindow: () => void windows.open().catch(showError),
    newProject: async () => {
      const chosen = await chooseNewProject(service.projectsDirectory);
      if (chosen) openProject((workspace) => workspace.create(chosen.directory, chosen.name));
    },
    openProject: async () => {
      const directory = await choosePath(windows.focused, { kind: 'folder' });
      if (directory !== null) openProject((workspace) => workspace.open(directory));
    },
    openRecent: (directory: string) => openProject((workspace) => workspace.open(directory)),
    clearRecent: () => {
      saveSetting('recent', () => settings.set('recent', []));
      app.clearRecentDocuments();
    },
    command: windows.sendCommand.bind(windows),
  };
  const menu = new ApplicationMenu(() => ({
    isMac: process.platform === 'darwin',
    isPackaged: app.isPackaged,
    recent: settings.get('recent'),
    ...actions,
  }));
  // Opening a project puts it first in the list, which triggers this listener.
  settings.onDidChange('recent', (recent) => {
    const [last] = recent ?? [];
    if (last && process.platform !== 'linux') app.addRecentDocument(last.directory);
    menu.build();
  });
  menu.build();

  async function openRequested(wanted: Requested | null): Promise<void> {
    if (wanted && 'directory' in wanted) {
      const { directory, create } = wanted;
      await windows.openProject((workspace) =>
        create ? workspace.openOrCreate(directory) : workspace.open(directory),
      );
      return;
    }
    if (!windows.focusAny()) await windows.open((workspace) => workspace.openInitial());
    if (!wanted) return;
    await grants.add(wanted.file);
    await windows.showFile(wanted.file);
  }
  await openRequested(requested);
  return { openRequested };
}

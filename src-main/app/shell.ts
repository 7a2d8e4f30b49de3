import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Menu, app } from 'electron';
import { workbenchVersion } from '#spec/version';
import { createService } from '#service/create-service';
import { Grants } from '#service/grants';
import { originOf, pageOrigin } from './addresses';
import type { AskedProject } from './arguments';
import { chooseNewProject, choosePath, showError } from './dialogs';
import { connectWindows } from './ipc';
import { menuTemplate } from './menu';
import { guardQuit } from './quit';
import { servePage } from './renderer-protocol';
import { noticeEnds } from './run-notices';
import { showProgress } from './run-progress';
import { grantsPort, openAppSettings, settingsPort } from './settings';
import { stayAwake } from './stay-awake';
import { utilityLauncher, utilityTester } from './utility-port';
import { denyPermissions, openOutside, openWindow } from './window';
import { Windows, type Begin } from './windows';

const built = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** Set by `electron-vite dev` alone: the address of its server. */
const devPage = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const page = devPage ?? `${pageOrigin}/`;
const paper = 'https://arxiv.org/abs/1608.05343';

export interface Shell {
  /** Opens what a later start asked for, or comes to the front. Throws WorkbenchError. */
  openAsked(project: AskedProject | null): Promise<void>;
}

/**
 * Puts the parts together and shows the first window, with the project that was `asked` for or that
 * of last time. To be called once Electron is ready.
 */
export async function startShell(asked: AskedProject | null): Promise<Shell> {
  denyPermissions();
  servePage(built('../renderer'));

  const settings = openAppSettings();
  const grants = new Grants(grantsPort(settings));
  const service = createService({
    host: 'electron',
    version: workbenchVersion,
    resources: join(app.getAppPath(), 'resources'),
    settings: settingsPort(settings),
    grants,
    launchWorker: utilityLauncher(built('./worker.js')),
    compute: { launchTest: utilityTester(built('./self-test-child.js')) },
  });
  const quitting = guardQuit(service, () => windows.focused);
  const windows = new Windows({
    service,
    make(view) {
      const window = openWindow(settings, page, built('../preload/index.cjs'), view);
      quitting.watch(window);
      return window;
    },
    onChange: () => setMenu(),
    async choosePath(window, what) {
      const path = await choosePath(window, what);
      if (path !== null) await grants.add(path);
      return path;
    },
  });
  connectWindows(windows, grants, originOf(page) ?? pageOrigin);
  service.onEvent((event) => windows.send(event));
  noticeEnds(service, windows, (projectId, runId) => {
    const project = service.openedProject(projectId);
    if (project) windows.showRun(project, runId).catch(showError);
  });
  showProgress(service, windows);
  stayAwake(service);

  const openProject = (begin: Begin): void => void windows.openProject(begin).catch(showError);
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
      settings.set('recent', []);
      app.clearRecentDocuments();
    },
    command: windows.command.bind(windows),
    openPaper: () => openOutside(paper),
  };
  function setMenu(): void {
    const template = menuTemplate({
      isMac: process.platform === 'darwin',
      isPackaged: app.isPackaged,
      recent: settings.get('recent'),
      hasProject: windows.focusedProject !== null,
      ...actions,
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }
  // Every project that is opened becomes the most recent one.
  settings.onDidChange('recent', (recent) => {
    const [last] = recent ?? [];
    if (last && process.platform !== 'linux') app.addRecentDocument(last.directory);
    setMenu();
  });
  setMenu();

  async function openAsked(project: AskedProject | null): Promise<void> {
    if (project)
      await windows.openProject((workspace) =>
        project.make
          ? workspace.openOrCreate(project.directory)
          : workspace.open(project.directory),
      );
    else if (!windows.comeToFront()) await windows.open((workspace) => workspace.openFirst());
  }
  if (asked === null) await windows.open((workspace) => workspace.openFirst());
  else await openAsked(asked);
  return { openAsked };
}

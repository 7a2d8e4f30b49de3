import type { BrowserWindow, WebContents } from 'electron';
import type { WorkbenchEvent } from '#api/events';
import type { Project } from '#api/types';
import type { WindowCommandId } from '#api/window-commands';
import type { Service, View } from '#service/create-service';
import type { WindowHost } from '#service/project-handlers';
import type { Workspace } from '#service/workspace';
import type { MenuState } from './menu';

const noMenu: MenuState = { enabled: new Set(), chosen: new Set() };

/** What a window shows when it is asked for it, as by a click on a notification. */
export type Subject = { runId: string } | { studyId: string };

/** Opens the project that a window shows. Resolves to null if another window already shows it. */
export type OpenProject = (workspace: Workspace) => Promise<Project | null>;

export interface WindowManagerOptions {
  service: Pick<Service, 'openView'>;
  /** Creates the native window. `view`: the name of the view that it shows first. */
  createWindow: (view?: string) => BrowserWindow;
  /** Called when the focus changes, a window is closed, or the commands change that it can do. */
  onChange: () => void;
  choosePath: Dialog<'choosePath'>;
  chooseNewPath: Dialog<'chooseNewPath'>;
  showPath: NonNullable<WindowHost['showPath']>;
}

/** A native dialog over a window. */
type Dialog<Name extends 'choosePath' | 'chooseNewPath'> = (
  window: BrowserWindow | null,
  what: Parameters<NonNullable<WindowHost[Name]>>[0],
) => Promise<string | null>;

interface WindowEntry {
  window: BrowserWindow;
  view: View;
  /** Resolves once its initial project is open. */
  ready: Promise<unknown>;
  /** What its page tells the menu. */
  menu: MenuState;
}

/** How a window begins: the name of its first view, and the promise that its commands wait for. */
interface ShowOptions {
  startView?: string;
  ready?: Promise<unknown>;
}

/** The open windows, each with its own view of the service. A project has at most one window. */
export class WindowManager {
  readonly #options: WindowManagerOptions;
  readonly #entries = new Map<number, WindowEntry>();

  constructor(options: WindowManagerOptions) {
    this.#options = options;
  }

  /** The service view of a window, once its initial project is open. Null for any other sender. */
  async findView(contents: WebContents): Promise<View | null> {
    const entry = this.#entries.get(contents.id);
    if (entry?.window.webContents !== contents) return null;
    await entry.ready;
    return entry.view;
  }

  get all(): BrowserWindow[] {
    return [...this.#entries.values()].map(({ window }) => window);
  }

  get focused(): BrowserWindow | null {
    return this.#focusedEntry?.window ?? null;
  }

  /** What the focused window tells the menu. */
  get focusedMenu(): MenuState {
    return this.#focusedEntry?.menu ?? noMenu;
  }

  findProjectWindow(projectId: string): BrowserWindow | null {
    return this.#findProjectEntry(projectId)?.window ?? null;
  }

  /** Opens a window. Without `openProject`, or if that fails, it shows the start screen. */
  async open(openProject: OpenProject = () => Promise.resolve(null)): Promise<void> {
    const { view, show } = this.#newView();
    const project = openProject(view.workspace);
    // The window is drawn while the project is being opened.
    show({ ready: project.catch(() => null) });
    await project.finally(this.#options.onChange);
  }

  /**
   * Opens a project in a window without one, or else in a new window. If another window already shows
   * the project, that window is brought to the front. Throws WorkbenchError if there is no project.
   */
  async openProject(openProject: OpenProject, startView?: string): Promise<void> {
    const empty = this.#entryWithoutProject;
    if (empty) {
      const project = await openProject(empty.view.workspace);
      if (!project) return;
      sendEvent(empty, { event: 'project.opened', payload: { projectId: project.id, project } });
      bringToFront(empty.window);
      return;
    }
    const { view, show } = this.#newView();
    if (await this.#openOrCloseView(view, openProject)) show({ startView });
    else view.close();
  }

  /** Brings the focused window, or else the newest one, to the front. False if there is none. */
  focusAny(): boolean {
    const window = this.focused ?? this.all.at(-1);
    if (window) bringToFront(window);
    return window !== undefined;
  }

  /** Sends an event to the window of its project, or to all windows if it belongs to no project. */
  send(event: WorkbenchEvent): void {
    const { payload } = event;
    for (const entry of this.#entries.values())
      if (!('projectId' in payload) || entry.view.workspace.current?.id === payload.projectId)
        sendEvent(entry, event);
  }

  /** Sends a command of the menu to the focused window. */
  sendCommand(command: WindowCommandId): void {
    const entry = this.#focusedEntry;
    if (entry) sendEvent(entry, { event: 'menu.chosen', payload: { command } });
  }

  /** Shows a run or a study in the window of its project or in a new one. Throws WorkbenchError if there is no such project. */
  async showSubject(project: Pick<Project, 'id' | 'directory'>, subject: Subject): Promise<void> {
    const entry = this.#findProjectEntry(project.id);
    if (!entry) {
      const view = 'runId' in subject ? 'runs' : 'studies';
      await this.openProject((workspace) => workspace.open(project.directory), view);
      return;
    }
    bringToFront(entry.window);
    const projectId = project.id;
    if ('runId' in subject)
      sendEvent(entry, { event: 'run.wanted', payload: { projectId, ...subject } });
    else sendEvent(entry, { event: 'study.wanted', payload: { projectId, ...subject } });
  }

  /** Looks into an archive in the focused window, or else in the newest one. */
  async showArchive(path: string): Promise<void> {
    const entry = this.#focusedEntry ?? [...this.#entries.values()].at(-1);
    if (!entry) return;
    const { webContents } = entry.window;
    // A page that is not loaded receives no events.
    if (webContents.isLoading())
      await new Promise<void>((done) => webContents.once('did-finish-load', () => done()));
    sendEvent(entry, { event: 'archive.opened', payload: { path } });
  }

  get #focusedEntry(): WindowEntry | undefined {
    return [...this.#entries.values()].find(({ window }) => window.isFocused());
  }

  get #entryWithoutProject(): WindowEntry | undefined {
    const empty = [...this.#entries.values()].filter(({ view }) => !view.workspace.current);
    return empty.find(({ window }) => window.isFocused()) ?? empty[0];
  }

  #findProjectEntry(projectId: string): WindowEntry | undefined {
    return [...this.#entries.values()].find(({ view }) => view.workspace.current?.id === projectId);
  }

  async #openOrCloseView(view: View, openProject: OpenProject): Promise<Project | null> {
    try {
      return await openProject(view.workspace);
    } catch (error) {
      view.close();
      throw error;
    }
  }

  #newView(): { view: View; show: (options: ShowOptions) => void } {
    let window: BrowserWindow | null = null;
    let entry: WindowEntry | null = null;
    const view = this.#options.service.openView({
      choosePath: (what) => this.#options.choosePath(window, what),
      chooseNewPath: (what) => this.#options.chooseNewPath(window, what),
      showPath: this.#options.showPath,
      bringToFront: () => window && bringToFront(window),
      showInMenu: ({ commands, chosen }) => {
        if (!entry) return;
        entry.menu = { enabled: new Set(commands), chosen: new Set(chosen) };
        this.#options.onChange();
      },
    });
    const show = ({ startView, ready = Promise.resolve() }: ShowOptions): void => {
      const newWindow = this.#options.createWindow(startView);
      const { id } = newWindow.webContents;
      window = newWindow;
      entry = { window: newWindow, view, ready, menu: noMenu };
      this.#entries.set(id, entry);
      newWindow.once('closed', () => {
        window = null;
        this.#entries.delete(id);
        view.close();
        this.#options.onChange();
      });
      newWindow.on('focus', this.#options.onChange);
    };
    return { view, show };
  }
}

function sendEvent({ window }: WindowEntry, event: WorkbenchEvent): void {
  if (!window.isDestroyed()) window.webContents.send('event', event);
}

function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

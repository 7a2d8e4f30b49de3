import type { BrowserWindow, WebContents } from 'electron';
import type { WorkbenchEvent } from '#api/events';
import type { Project } from '#api/types';
import type { WindowCommandId } from '#api/window-commands';
import type { Service, View } from '#service/create-service';
import type { WindowHost } from '#service/project-handlers';
import type { Workspace } from '#service/workspace';
import { LiveWindow } from './live-window';
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
  window: LiveWindow;
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
  readonly #entries = new Map<WebContents, WindowEntry>();

  constructor(options: WindowManagerOptions) {
    this.#options = options;
  }

  /** The service view of a window, once its initial project is open. Null for any other sender. */
  async findView(contents: WebContents): Promise<View | null> {
    const entry = this.#entries.get(contents);
    if (!entry) return null;
    await entry.ready;
    return entry.view;
  }

  /** The focused window, as the parent of a dialog. */
  get focused(): BrowserWindow | null {
    return this.#focusedEntry?.window.native ?? null;
  }

  /** What the focused window tells the menu. */
  get focusedMenu(): MenuState {
    return this.#focusedEntry?.menu ?? noMenu;
  }

  /** Whether the user looks at the project. */
  isProjectFocused(projectId: string): boolean {
    return this.#findProjectEntry(projectId)?.window.isFocused ?? false;
  }

  /** Shows a progress of 0 to 1 in the task bar; -1 removes it. */
  showProgress(fraction: number): void {
    for (const { window } of this.#entries.values()) window.showProgress(fraction);
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
      empty.window.send({ event: 'project.opened', payload: { projectId: project.id, project } });
      empty.window.bringToFront();
      return;
    }
    const { view, show } = this.#newView();
    if (await this.#openOrCloseView(view, openProject)) show({ startView });
    else view.close();
  }

  /** Brings the focused window, or else the newest one, to the front. False if there is none. */
  focusAny(): boolean {
    const entry = this.#frontEntry;
    entry?.window.bringToFront();
    return entry !== undefined;
  }

  /** Sends an event to the window of its project, or to all windows if it belongs to no project. */
  send(event: WorkbenchEvent): void {
    const { payload } = event;
    for (const entry of this.#entries.values())
      if (!('projectId' in payload) || entry.view.workspace.current?.id === payload.projectId)
        entry.window.send(event);
  }

  /** Sends a command of the menu to the focused window. */
  sendCommand(command: WindowCommandId): void {
    this.#focusedEntry?.window.send({ event: 'menu.chosen', payload: { command } });
  }

  /** Shows a run or a study in the window of its project or in a new one. Throws WorkbenchError if there is no such project. */
  async showSubject(project: Pick<Project, 'id' | 'directory'>, subject: Subject): Promise<void> {
    const entry = this.#findProjectEntry(project.id);
    if (!entry) {
      const view = 'runId' in subject ? 'runs' : 'studies';
      await this.openProject((workspace) => workspace.open(project.directory), view);
      return;
    }
    entry.window.bringToFront();
    const projectId = project.id;
    if ('runId' in subject)
      entry.window.send({ event: 'run.wanted', payload: { projectId, ...subject } });
    else entry.window.send({ event: 'study.wanted', payload: { projectId, ...subject } });
  }

  /** Has the focused window, or else the newest one, offer what can be made of a file. */
  async showFile(path: string): Promise<void> {
    const window = this.#frontEntry?.window;
    await window?.loaded();
    window?.send({ event: 'file.opened', payload: { path } });
  }

  get #focusedEntry(): WindowEntry | undefined {
    return [...this.#entries.values()].find(({ window }) => window.isFocused);
  }

  /** The focused window, or else the newest one. */
  get #frontEntry(): WindowEntry | undefined {
    return this.#focusedEntry ?? [...this.#entries.values()].at(-1);
  }

  get #entryWithoutProject(): WindowEntry | undefined {
    const empty = [...this.#entries.values()].filter(({ view }) => !view.workspace.current);
    return empty.find(({ window }) => window.isFocused) ?? empty[0];
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
    let entry: WindowEntry | null = null;
    const native = (): BrowserWindow | null => entry?.window.native ?? null;
    const view = this.#options.service.openView({
      choosePath: (what) => this.#options.choosePath(native(), what),
      chooseNewPath: (what) => this.#options.chooseNewPath(native(), what),
      showPath: this.#options.showPath,
      bringToFront: () => entry?.window.bringToFront(),
      showInMenu: ({ commands, chosen }) => {
        if (!entry) return;
        entry.menu = { enabled: new Set(commands), chosen: new Set(chosen) };
        this.#options.onChange();
      },
    });
    const show = ({ startView, ready = Promise.resolve() }: ShowOptions): void => {
      const window = new LiveWindow(this.#options.createWindow(startView));
      entry = { window, view, ready, menu: noMenu };
      this.#entries.set(window.contents, entry);
      window.onceClosed(() => {
        this.#entries.delete(window.contents);
        view.close();
        this.#options.onChange();
      });
      window.onFocus(this.#options.onChange);
    };
    return { view, show };
  }
}

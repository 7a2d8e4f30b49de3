import type { BrowserWindow, WebContents } from 'electron';
import type { WindowCommand, WorkbenchEvent } from '#api/events';
import type { Project } from '#api/types';
import type { Service, View } from '#service/create-service';
import type { WindowHost } from '#service/project-handlers';
import type { Workspace } from '#service/workspace';

/** Opens what a window begins with. Null: another window shows it already. */
export type Begin = (workspace: Workspace) => Promise<Project | null>;

export interface WindowsOptions {
  service: Pick<Service, 'openView'>;
  /** Makes the platform's window; `view` is the name of the view it begins with. */
  make: (view?: string) => BrowserWindow;
  /** Called when another window is in front, or one has gone. */
  onChange: () => void;
  choosePath: (
    window: BrowserWindow | null,
    what: Parameters<NonNullable<WindowHost['choosePath']>>[0],
  ) => Promise<string | null>;
}

interface Shown {
  window: BrowserWindow;
  view: View;
  /** Resolves once it shows what it begins with. */
  begun: Promise<unknown>;
}

/** How a window is shown: the name of the view it begins with, and what it waits for. */
interface Showing {
  startView?: string;
  begun?: Promise<unknown>;
}

/** The open windows, each with its own view of the service: a project has one window at most. */
export class Windows {
  readonly #options: WindowsOptions;
  readonly #shown = new Map<number, Shown>();

  constructor(options: WindowsOptions) {
    this.#options = options;
  }

  /** The view of a window of ours, once it has begun; null for every other sender. */
  async viewOf(contents: WebContents): Promise<View | null> {
    const shown = this.#shown.get(contents.id);
    if (shown?.window.webContents !== contents) return null;
    await shown.begun;
    return shown.view;
  }

  get all(): BrowserWindow[] {
    return [...this.#shown.values()].map(({ window }) => window);
  }

  get focused(): BrowserWindow | null {
    return this.#focused?.window ?? null;
  }

  /** The project of the window that is in front. */
  get focusedProject(): Project | null {
    return this.#focused?.view.workspace.current ?? null;
  }

  ofProject(projectId: string): BrowserWindow | null {
    return this.#ofProject(projectId)?.window ?? null;
  }

  /** A window with the start screen; with `begin`, one that stays on it where nothing can be opened. */
  async open(begin: Begin = () => Promise.resolve(null)): Promise<void> {
    const { view, show } = this.#newView();
    const project = begin(view.workspace);
    // It draws itself while the project is being opened.
    show({ begun: project.catch(() => null) });
    await project.finally(this.#options.onChange);
  }

  /**
   * Opens a project in the window in front if that shows none, else in a window of its own; brings
   * the window to the front that has it already. Throws WorkbenchError where there is no project.
   */
  async openProject(begin: Begin, startView?: string): Promise<void> {
    const empty = this.#empty;
    if (empty) {
      const project = await begin(empty.view.workspace);
      if (!project) return;
      tell(empty, { event: 'project.opened', payload: { projectId: project.id, project } });
      toFront(empty.window);
      return;
    }
    const { view, show } = this.#newView();
    if (await this.#begin(view, begin)) show({ startView });
    else view.close();
  }

  /** Brings some window to the front. False where there is none. */
  comeToFront(): boolean {
    const window = this.focused ?? this.all.at(-1);
    if (window) toFront(window);
    return window !== undefined;
  }

  /** Tells the windows that show the event's project; all of them what is of none. */
  send(event: WorkbenchEvent): void {
    const { payload } = event;
    for (const shown of this.#shown.values())
      if (!('projectId' in payload) || shown.view.workspace.current?.id === payload.projectId)
        tell(shown, event);
  }

  /** Asks the window in front to do something; without a project there is nothing it could do. */
  command(command: WindowCommand): void {
    const shown = this.#focused;
    const projectId = shown?.view.workspace.current?.id;
    if (shown && projectId !== undefined)
      tell(shown, { event: 'menu.chosen', payload: { projectId, command } });
  }

  /** Shows a run, in the window of its project or in a new one. Throws where the project has gone. */
  async showRun(project: Pick<Project, 'id' | 'directory'>, runId: string): Promise<void> {
    const shown = this.#ofProject(project.id);
    if (!shown) {
      await this.openProject((workspace) => workspace.open(project.directory), 'runs');
      return;
    }
    toFront(shown.window);
    tell(shown, { event: 'run.wanted', payload: { projectId: project.id, runId } });
  }

  get #focused(): Shown | undefined {
    return [...this.#shown.values()].find(({ window }) => window.isFocused());
  }

  get #empty(): Shown | undefined {
    const empty = [...this.#shown.values()].filter(({ view }) => !view.workspace.current);
    return empty.find(({ window }) => window.isFocused()) ?? empty[0];
  }

  #ofProject(projectId: string): Shown | undefined {
    return [...this.#shown.values()].find(({ view }) => view.workspace.current?.id === projectId);
  }

  async #begin(view: View, begin: Begin): Promise<Project | null> {
    try {
      return await begin(view.workspace);
    } catch (error) {
      view.close();
      throw error;
    }
  }

  #newView(): { view: View; show: (how: Showing) => void } {
    let window: BrowserWindow | null = null;
    const view = this.#options.service.openView({
      choosePath: (what) => this.#options.choosePath(window, what),
      comeToFront: () => window && toFront(window),
    });
    const show = ({ startView, begun = Promise.resolve() }: Showing): void => {
      const made = this.#options.make(startView);
      const { id } = made.webContents;
      window = made;
      this.#shown.set(id, { window: made, view, begun });
      made.once('closed', () => {
        window = null;
        this.#shown.delete(id);
        view.close();
        this.#options.onChange();
      });
      made.on('focus', this.#options.onChange);
    };
    return { view, show };
  }
}

function tell({ window }: Shown, event: WorkbenchEvent): void {
  if (!window.isDestroyed()) window.webContents.send('event', event);
}

function toFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

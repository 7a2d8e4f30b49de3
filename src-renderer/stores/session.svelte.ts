import type { Client } from '#api/client';
import type { CommandInput, CommandName, CommandOutput } from '#api/commands';
import type { EventName, EventPayload } from '#api/events';
import type { ProjectBeginning } from '#api/start';
import type { AppInfo, Project } from '#api/types';
import { messageOf, WorkbenchError } from '#spec/errors';
import { UnauthorizedError } from '../client';
import { notices, type Notice } from './notices.svelte';
import { loadPreference, savePreference } from './preferences';
import { commitTypedText } from './typed-text';

export const views = ['build', 'runs', 'studies', 'compare', 'data', 'settings'] as const;
export type View = (typeof views)[number];

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export const themeLabels: Record<Theme, string> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

const isView = (value: string): value is View => views.some((view) => view === value);
/**
 * The state of the whole window: the connection to the main process, the open project, the view,
 * the notices and the theme. Every folder reads it and calls commands through it:
 *
 * @example
 * const list = await session.attempt(() => session.callInProject('runs.list', {}));
 * session.on('run.changed', ({ run }) => console.log(run.status));
 */
export class WindowSession {
  info = $state.raw<AppInfo | null>(null);
  project = $state.raw<Project | null>(null);
  view = $state<View>('build');
  theme = $state<Theme>('system');
  /** False until the main process has reported which project is open. */
  isReady = $state(false);
  isConnected = $state(true);
  isUnauthorized = $state(false);
  /** Whether the platform's file dialogs are available; without them, paths are typed. */
  hasDialogs = $derived(this.info?.host === 'electron');

  #client: Client | null = null;
  #openListeners: ((project: Project) => void)[] = [];
  #pendingSubscriptions: ((client: Client) => void)[] = [];

  constructor() {
    this.on('compute.changed', ({ compute }) => {
      if (this.info) this.info = { ...this.info, compute };
    });
  }

  /**
   * Connects the window: subscribes to events and loads the program's information and the open
   * project.
   */
  async start(client: Client): Promise<void> {
    this.#client = client;
    for (const subscribe of this.#pendingSubscriptions.splice(0)) subscribe(client);
    client.onConnection((connected) => {
      if (connected && !this.isConnected) void this.attempt(() => this.#reload());
      this.isConnected = connected;
    });
    client.on('project.opened', ({ project }) => this.#setProject(project));
    this.setTheme(
      loadPreference('theme', 'system', (value) => themes.find((theme) => theme === value)),
    );
    this.#followUrlHash();
    await this.attempt(() => this.#load());
    this.isReady = true;
  }

  async #load(): Promise<void> {
    const [info, project] = await Promise.all([
      this.call('app.info', {}),
      this.call('projects.current', {}),
    ]);
    this.info = info;
    this.isUnauthorized = false;
    if (project) this.#setProject(project);
  }

  /**
   * Loads everything again: events were lost while the connection was down. The program may be another one, in which
   * another project is open.
   */
  async #reload(): Promise<void> {
    const { project } = this;
    if (!project) return this.#load();
    const current = await this.call('projects.current', {});
    this.isUnauthorized = false;
    if (current?.id === project.id) this.#notifyOpened(project);
    else await this.openProject(project.directory);
  }

  /** Calls a command of the main process. Throws WorkbenchError. */
  call<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
    if (!this.#client)
      throw new WorkbenchError('unavailable', 'The window is not connected to the workbench yet.');
    return this.#client.call(command, input);
  }

  /**
   * Calls a command of the open project: `call` with `projectId` filled in. Throws WorkbenchError.
   */
  callInProject<C extends CommandName>(
    command: C,
    input: Omit<CommandInput<C>, 'projectId'>,
  ): Promise<CommandOutput<C>> {
    if (!this.project) throw new WorkbenchError('notFound', 'Open a project first.');
    return this.call(command, { ...input, projectId: this.project.id } as CommandInput<C>);
  }

  /** Runs an action; if it fails, shows the error in a notice and returns null. */
  async attempt<T>(action: () => Promise<T>): Promise<T | null> {
    try {
      return await action();
    } catch (error) {
      this.report(error);
      return null;
    }
  }

  /**
   * Subscribes to an event of the open project or of the whole program, also before `start`.
   * Returns the function that unsubscribes.
   */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
    let unsubscribe: (() => void) | null = null;
    let active = true;
    const listenInProject = (payload: EventPayload<E>): void => {
      if ('projectId' in payload && payload.projectId !== this.project?.id) return;
      listener(payload);
    };
    const subscribe = (client: Client): void => {
      if (active) unsubscribe = client.on(event, listenInProject);
    };
    if (this.#client) subscribe(this.#client);
    else this.#pendingSubscriptions.push(subscribe);
    return () => {
      active = false;
      unsubscribe?.();
    };
  }

  /** Calls the listener when a project was opened and when the connection was restored. */
  onProjectOpened(listener: (project: Project) => void): void {
    this.#openListeners.push(listener);
  }

  /**
   * Opens a project. If another window shows it, that window is focused and this one does not
   * change.
   */
  async openProject(directory: string): Promise<void> {
    const project = await this.call('projects.open', { directory });
    if (project) this.#setProject(project);
  }

  /** Opens the sample project, which is made where it is missing. */
  async openSampleProject(): Promise<void> {
    const project = await this.call('projects.openSample', {});
    if (project) this.#setProject(project);
  }

  /** Makes a project of an archive in a new folder, and opens it. */
  async openArchivedProject(path: string, directory: string): Promise<void> {
    const project = await this.call('archives.open', { path, directory });
    if (project) this.#setProject(project);
  }

  /** `beginning`: a model or data that are in it from the start. */
  async createProject(
    directory: string,
    name: string,
    beginning?: ProjectBeginning,
  ): Promise<void> {
    const project = await this.call('projects.create', { directory, name, beginning });
    if (project) this.#setProject(project);
  }

  /** Shows the start page. The runs of the project go on, and it is shown again by opening it. */
  leaveProject(): void {
    commitTypedText();
    notices.dropActions();
    this.project = null;
  }

  /**
   * Opens the platform's file dialog. Null if it was cancelled, or if it failed (with a notice).
   */
  choosePath(kind: CommandInput<'paths.choose'>['kind']): Promise<string | null> {
    return this.attempt(() => this.call('paths.choose', { kind }));
  }

  /** The same for a file or a folder that is to be written. */
  chooseNewPath(suggested: string): Promise<string | null> {
    return this.attempt(() => this.call('paths.chooseNew', { suggested }));
  }

  /**
   * The path of a file that was dropped on the window; null in a browser. Throws WorkbenchError.
   */
  async droppedPath(file: File): Promise<string | null> {
    return (await this.#client?.droppedPath(file)) ?? null;
  }

  show(view: View): void {
    commitTypedText();
    this.view = view;
    history.replaceState(null, '', `#${view}`);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    savePreference('theme', theme);
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }

  notify(text: string, tone: Notice['tone'] = 'info', action?: Notice['action']): void {
    notices.add(text, tone, action);
  }

  /** Shows the message of an error; if the browser is not signed in, how to sign in instead. */
  report(error: unknown): void {
    if (error instanceof UnauthorizedError) this.isUnauthorized = true;
    else this.notify(messageOf(error), 'error');
  }

  #setProject(project: Project): void {
    commitTypedText();
    // The actions of notices, such as "Undo", are about the project that was open.
    if (project.id !== this.project?.id) notices.dropActions();
    this.project = project;
    this.#notifyOpened(project);
  }

  #notifyOpened(project: Project): void {
    for (const listener of this.#openListeners) listener(project);
  }

  #followUrlHash(): void {
    const showViewOfHash = (): void => {
      const view = location.hash.slice(1);
      if (isView(view)) this.view = view;
    };
    window.addEventListener('hashchange', showViewOfHash);
    showViewOfHash();
  }
}

export const session = new WindowSession();

import type { Client } from '#api/client';
import type { CommandInput, CommandName, CommandOutput } from '#api/commands';
import type { EventName, EventPayload } from '#api/events';
import type { AppInfo, Project } from '#api/types';
import { messageOf, WorkbenchError } from '#spec/errors';
import { UnauthorizedError } from '../client';
import { loadPreference, savePreference } from './preferences';

export const views = ['build', 'runs', 'compare', 'data', 'settings'] as const;
export type View = (typeof views)[number];

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export interface Notice {
  id: number;
  tone: 'info' | 'success' | 'error';
  text: string;
  action?: { label: string; run: () => void };
}

const isView = (value: string): value is View => views.some((view) => view === value);
/** Long enough to read a sentence, and to press "Undo". */
const noticeTime = { info: 5000, success: 4000, error: 12_000 };

/** What holds for the whole window: the line to main, the open project, the view, notices, theme. */
export class Session {
  info = $state.raw<AppInfo | null>(null);
  project = $state.raw<Project | null>(null);
  view = $state<View>('build');
  theme = $state<Theme>('system');
  /** False until main has said which project is open. */
  ready = $state(false);
  connected = $state(true);
  unauthorized = $state(false);
  notices = $state.raw<Notice[]>([]);
  /** Whether paths are chosen in the platform's dialogs; elsewhere they are typed. */
  hasDialogs = $derived(this.info?.host === 'electron');

  #client: Client | null = null;
  #opened: ((project: Project) => void)[] = [];
  #waiting: ((client: Client) => void)[] = [];
  #lastNotice = 0;

  constructor() {
    this.on('compute.changed', ({ compute }) => {
      if (this.info) this.info = { ...this.info, compute };
    });
  }

  /** Takes the line to main and asks it for the machine and the current project. */
  async start(client: Client): Promise<void> {
    this.#client = client;
    for (const subscribe of this.#waiting.splice(0)) subscribe(client);
    client.onConnection((connected) => {
      // Events were missed meanwhile: read everything again.
      if (connected && !this.connected && this.project) this.#announce(this.project);
      this.connected = connected;
    });
    client.on('project.opened', ({ project }) => this.#enter(project));
    this.setTheme(
      loadPreference('theme', 'system', (value) => themes.find((theme) => theme === value)),
    );
    this.#followAddress();
    try {
      const [info, project] = await Promise.all([
        client.call('app.info', {}),
        client.call('projects.current', {}),
      ]);
      this.info = info;
      if (project) this.#enter(project);
    } catch (error) {
      this.report(error);
    }
    this.ready = true;
  }

  /** Throws WorkbenchError. */
  call<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
    if (!this.#client)
      throw new WorkbenchError('unavailable', 'The window is not connected to the workbench yet.');
    return this.#client.call(command, input);
  }

  /** Like `call` for a command of the open project; its id is put in. */
  inProject<C extends CommandName>(
    command: C,
    input: Omit<CommandInput<C>, 'projectId'>,
  ): Promise<CommandOutput<C>> {
    if (!this.project) throw new WorkbenchError('notFound', 'Open a project first.');
    return this.call(command, { ...input, projectId: this.project.id } as CommandInput<C>);
  }

  /** Runs something that may fail; a failure becomes a notice and null. */
  async attempt<T>(action: () => Promise<T>): Promise<T | null> {
    try {
      return await action();
    } catch (error) {
      this.report(error);
      return null;
    }
  }

  /** Listens to an event of the open project, or of the whole program. May be called before the line to main is there. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
    let stop: (() => void) | null = null;
    let wanted = true;
    const ours = (payload: EventPayload<E>): void => {
      if ('projectId' in payload && payload.projectId !== this.project?.id) return;
      listener(payload);
    };
    const subscribe = (client: Client): void => {
      if (wanted) stop = client.on(event, ours);
    };
    if (this.#client) subscribe(this.#client);
    else this.#waiting.push(subscribe);
    return () => {
      wanted = false;
      stop?.();
    };
  }

  /** Calls back whenever a project was opened, or has to be read again after a lost connection. */
  whenOpened(listener: (project: Project) => void): void {
    this.#opened.push(listener);
  }

  /** Where another window shows the project, that one comes to the front and this one stays. */
  async openProject(directory: string): Promise<void> {
    const project = await this.call('projects.open', { directory });
    if (project) this.#enter(project);
  }

  async createProject(directory: string, name: string): Promise<void> {
    const project = await this.call('projects.create', { directory, name });
    if (project) this.#enter(project);
  }

  /** The platform's dialog; null where it was cancelled, or failed with a notice. */
  choosePath(kind: CommandInput<'paths.choose'>['kind']): Promise<string | null> {
    return this.attempt(() => this.call('paths.choose', { kind }));
  }

  /** The path of what was dropped on the window; null in a browser. Throws WorkbenchError. */
  async droppedPath(file: File): Promise<string | null> {
    return (await this.#client?.droppedPath(file)) ?? null;
  }

  show(view: View): void {
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
    if (this.notices.some((notice) => notice.text === text)) return;
    const notice: Notice = { id: ++this.#lastNotice, tone, text, action };
    this.notices = [...this.notices, notice].slice(-4);
    setTimeout(() => this.dismiss(notice.id), noticeTime[tone]);
  }

  /** Shows the sentence of anything thrown. */
  report(error: unknown): void {
    if (error instanceof UnauthorizedError) this.unauthorized = true;
    else this.notify(messageOf(error), 'error');
  }

  dismiss(id: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }

  #enter(project: Project): void {
    this.project = project;
    this.#announce(project);
  }

  #announce(project: Project): void {
    for (const listener of this.#opened) listener(project);
  }

  #followAddress(): void {
    const read = (): void => {
      const view = location.hash.slice(1);
      if (isView(view)) this.view = view;
    };
    window.addEventListener('hashchange', read);
    read();
  }
}

export const session = new Session();

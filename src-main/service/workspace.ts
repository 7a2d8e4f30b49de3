import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { EmitEvent } from '#api/events';
import type { Project, RecentProject } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { createProject, openProject, type ProjectFolder } from '#storage/projects';
import type { Grants } from './grants';
import { openSampleProject } from './sample-project';
import type { SettingsPort } from './settings';

export interface WorkspaceOptions {
  settings: SettingsPort;
  /** Folder with `templates` and `datasets`. */
  resources: string;
  emit: EmitEvent;
  /** Folder of new projects. */
  projectsDirectory: string;
  /** What this window may name beside its projects; left out, every path, as its user has a shell. */
  grants?: Grants;
  /** False where another window shows the project; that one comes to the front instead. */
  mayShow: (project: ProjectFolder) => boolean;
  /** Called for a project that was opened, before anybody may use it. */
  onOpen: (project: ProjectFolder) => Promise<unknown>;
}

/** Where new projects are made: `$DNI_WORKBENCH_PROJECTS`, or `DNI Workbench` at home. */
export function projectsDirectory(): string {
  return process.env.DNI_WORKBENCH_PROJECTS ?? join(homedir(), 'DNI Workbench');
}

/** The projects that one window has opened, by the id that commands name them with; it shows one. */
export class Workspace {
  readonly emit: EmitEvent;
  readonly projectsDirectory: string;
  readonly resources: string;
  readonly #settings: SettingsPort;
  readonly #grants: Grants | undefined;
  readonly #mayShow: WorkspaceOptions['mayShow'];
  readonly #onOpen: WorkspaceOptions['onOpen'];
  readonly #open = new Map<string, ProjectFolder>();
  #current: ProjectFolder | null = null;

  constructor(options: WorkspaceOptions) {
    this.emit = options.emit;
    this.resources = options.resources;
    this.projectsDirectory = options.projectsDirectory;
    this.#settings = options.settings;
    this.#grants = options.grants;
    this.#mayShow = options.mayShow;
    this.#onOpen = options.onOpen;
  }

  /** The open project of that id. Throws `notFound`. */
  project(id: string): ProjectFolder {
    const project = this.#open.get(id);
    if (project) return project;
    throw new WorkbenchError('notFound', `The project '${id}' is not open. Open its folder again.`);
  }

  /** The project that is shown. */
  get current(): Project | null {
    return this.#current;
  }

  recent(): Promise<RecentProject[]> | RecentProject[] {
    return this.#settings.recent();
  }

  /** Throws `unavailable` where the window may not name one of the files, for this project. */
  async refuseForeignFiles(projectId: string, paths: readonly string[]): Promise<void> {
    await this.#grants?.check(paths, [this.project(projectId).directory]);
  }

  /** Throws `unavailable` where the window may not name a path that has nothing to do with a project. */
  async refuseForeignPath(path: string): Promise<void> {
    await this.#grants?.check([path]);
  }

  /** Throws `unavailable` where the window may not name the folder as a project's. */
  async refuseForeignProject(directory: string): Promise<void> {
    if (!this.#grants) return;
    const known = (await this.recent()).map((project) => project.directory);
    await this.#grants.check([directory], [this.projectsDirectory, ...known]);
  }

  /** Null where another window shows the project. */
  async create(directory: string, name: string): Promise<Project | null> {
    return this.#enter(await createProject(directory, name));
  }

  /** Null where another window shows the project. */
  async open(directory: string): Promise<Project | null> {
    return this.#enter(await openProject(directory));
  }

  /** The project in the folder, made there where the folder is missing or empty. */
  async openOrCreate(directory: string): Promise<Project | null> {
    try {
      return await this.open(directory);
    } catch (error) {
      if (!(error instanceof WorkbenchError && error.kind === 'notFound')) throw error;
      return this.create(directory, basename(directory) || 'Project');
    }
  }

  /**
   * What is open when the first window comes up: the project of last time; on the very first start
   * the sample; nothing where neither can be opened, since the window can ask.
   */
  async openFirst(): Promise<Project | null> {
    const [last] = await this.recent();
    try {
      if (last) return await this.open(last.directory);
      return await this.#enter(await openSampleProject(this.projectsDirectory, this.resources));
    } catch (error) {
      if (error instanceof WorkbenchError) return null;
      throw error;
    }
  }

  async #enter(project: ProjectFolder): Promise<Project | null> {
    if (!this.#mayShow(project)) return null;
    const before = this.#current;
    // At once, so that no other window can take it meanwhile.
    this.#current = project;
    try {
      await this.#onOpen(project);
    } catch (error) {
      this.#current = before;
      throw error;
    }
    this.#open.set(project.id, project);
    await this.#settings.remember({
      directory: project.directory,
      name: project.name,
      opened: new Date().toISOString(),
    });
    return project;
  }
}

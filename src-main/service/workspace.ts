import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { EmitEvent } from '#api/events';
import type { Project, RecentProject } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { createProject, openProject, type ProjectFolder } from '#storage/projects';
import { openSampleProject } from './sample-project';
import type { SettingsPort } from './settings';

export interface WorkspaceOptions {
  settings: SettingsPort;
  /** Folder with `templates` and `datasets`. */
  resources: string;
  emit: EmitEvent;
  /** Folder of new projects; left out, `$DNI_WORKBENCH_PROJECTS` or `DNI Workbench` at home. */
  projectsDirectory?: string;
  /** Called for a project that was opened, before anybody may use it. */
  onOpen: (project: ProjectFolder) => Promise<unknown>;
}

/** The projects that are open, by the id that commands name them with. */
export class Workspace {
  readonly emit: EmitEvent;
  readonly projectsDirectory: string;
  readonly resources: string;
  readonly #settings: SettingsPort;
  readonly #onOpen: WorkspaceOptions['onOpen'];
  readonly #open = new Map<string, ProjectFolder>();
  #current: ProjectFolder | null = null;

  constructor({ settings, resources, emit, projectsDirectory, onOpen }: WorkspaceOptions) {
    this.emit = emit;
    this.resources = resources;
    this.projectsDirectory =
      projectsDirectory ?? process.env.DNI_WORKBENCH_PROJECTS ?? join(homedir(), 'DNI Workbench');
    this.#settings = settings;
    this.#onOpen = onOpen;
  }

  /** The open project of that id. Throws `notFound`. */
  project(id: string): ProjectFolder {
    const project = this.#open.get(id);
    if (project) return project;
    throw new WorkbenchError('notFound', `The project '${id}' is not open. Open its folder again.`);
  }

  get current(): Project | null {
    return this.#current;
  }

  recent(): Promise<RecentProject[]> | RecentProject[] {
    return this.#settings.recent();
  }

  async create(directory: string, name: string): Promise<Project> {
    return this.#enter(await createProject(directory, name));
  }

  async open(directory: string): Promise<Project> {
    return this.#enter(await openProject(directory));
  }

  /** The project in the folder, made there where the folder is missing or empty. */
  async openOrCreate(directory: string): Promise<Project> {
    try {
      return await this.open(directory);
    } catch (error) {
      if (!(error instanceof WorkbenchError && error.kind === 'notFound')) throw error;
      return this.create(directory, basename(directory) || 'Project');
    }
  }

  /**
   * What is open when the window comes up: the project of last time; on the very first start the
   * sample; nothing where neither can be opened, since the window can ask.
   */
  async openFirst(): Promise<void> {
    const [last] = await this.recent();
    try {
      if (last) await this.open(last.directory);
      else await this.#enter(await openSampleProject(this.projectsDirectory, this.resources));
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
    }
  }

  async #enter(project: ProjectFolder): Promise<Project> {
    await this.#onOpen(project);
    this.#open.set(project.id, project);
    this.#current = project;
    await this.#settings.remember({
      directory: project.directory,
      name: project.name,
      opened: new Date().toISOString(),
    });
    return project;
  }
}

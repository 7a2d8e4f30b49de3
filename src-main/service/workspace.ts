import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { EmitEvent } from '#api/events';
import type { ListedProject, Project, RecentProject } from '#api/types';
import { isOfKind, WorkbenchError } from '#spec/errors';
import {
  assertProjectThere,
  createProject,
  isProjectGone,
  openProject,
  type ProjectFolder,
} from '#storage/projects';
import { reachOfOpening } from './command-reach';
import type { DiskAccess, Place } from './disk-access';
import { createSampleProject, sampleDirectory } from './sample-project';
import type { SettingsPort } from './settings-port';

export interface WorkspaceOptions {
  settings: SettingsPort;
  /** Folder with `templates` and `datasets`. */
  resources: string;
  emit: EmitEvent;
  /** Folder of new projects. */
  projectsDirectory: string;
  access: DiskAccess;
  /** Returns false if another window shows the project, and brings that window to the front. */
  canShow: (project: ProjectFolder) => boolean;
  /** Called after a project was opened and before commands can use it. */
  onOpen: (project: ProjectFolder) => Promise<unknown>;
}

/** The folder of new projects: `$DNI_WORKBENCH_PROJECTS`, or `DNI Workbench` in the home folder. */
export function projectsDirectory(): string {
  return process.env.DNI_WORKBENCH_PROJECTS ?? join(homedir(), 'DNI Workbench');
}

/** The projects that one window has opened, by id. The window shows one of them. */
export class Workspace {
  readonly emit: EmitEvent;
  readonly projectsDirectory: string;
  readonly resources: string;
  readonly #settings: SettingsPort;
  readonly #access: DiskAccess;
  readonly #canShow: WorkspaceOptions['canShow'];
  readonly #onOpen: WorkspaceOptions['onOpen'];
  readonly #openProjects = new Map<string, ProjectFolder>();
  #current: ProjectFolder | null = null;

  constructor(options: WorkspaceOptions) {
    this.emit = options.emit;
    this.resources = options.resources;
    this.projectsDirectory = options.projectsDirectory;
    this.#settings = options.settings;
    this.#access = options.access;
    this.#canShow = options.canShow;
    this.#onOpen = options.onOpen;
  }

  /** Returns an open project by its id. Throws WorkbenchError `notFound`. */
  project(id: string): ProjectFolder {
    const project = this.#openProjects.get(id);
    if (project) return project;
    throw new WorkbenchError('notFound', `The project '${id}' is not open. Open its folder again.`);
  }

  /** The same, of which something is to be listed. Throws also `unavailable` where its folder is not there any more. */
  async presentProject(id: string): Promise<ProjectFolder> {
    const project = this.project(id);
    await assertProjectThere(project);
    return project;
  }

  /** The project that the window shows. */
  get current(): Project | null {
    return this.#current;
  }

  recent(): Promise<RecentProject[]> | RecentProject[] {
    return this.#settings.recent();
  }

  /** The recent projects, with those whose folder was moved, renamed or removed marked. */
  async listRecent(): Promise<ListedProject[]> {
    // The project is in use until the window shows the list. One that was taken out of the list stays out.
    const current = this.#current;
    if (current && (await this.recent()).some(({ directory }) => directory === current.directory))
      await this.#remember(current);
    const recent = await this.recent();
    return Promise.all(
      recent.map(async (project) => ({
        ...project,
        isGone: await isProjectGone(project.directory),
      })),
    );
  }

  async forgetRecent(directory: string): Promise<void> {
    await this.#settings.forget(directory);
  }

  /** Throws WorkbenchError `unavailable` if the folder may not be opened as a project: not granted, recent or in the folder of projects. */
  async assertProjectAllowed(directory: string): Promise<void> {
    const recentDirectories = (await this.recent()).map((project) => project.directory);
    await this.#access.assertPaths([directory], [this.projectsDirectory, ...recentDirectories]);
  }

  /** Creates a project and shows it. Null if another window shows it. Throws WorkbenchError. */
  async create(directory: string, name: string): Promise<Project | null> {
    return this.openMade(() => createProject(directory, name));
  }

  /** A project that is looked into and not shown. `reads`: what of it beside what opening it reads. Throws WorkbenchError. */
  async peek(directory: string, reads: readonly Place[] = []): Promise<ProjectFolder> {
    await this.#access.assertReadable(directory, [reachOfOpening.projectFile]);
    const project = await openProject(directory);
    await this.#access.assertWritable(project.directory, reachOfOpening.writes);
    await this.#access.assertReadable(project.directory, [...reachOfOpening.reads, ...reads]);
    return project;
  }

  /** Shows a project that `make` makes in a new folder. Null if another window shows it. Throws WorkbenchError. */
  async openMade(make: () => Promise<ProjectFolder>): Promise<Project | null> {
    return this.#setCurrent(await make());
  }

  /** Opens a project and shows it. Null if another window shows it. Throws WorkbenchError. */
  async open(directory: string): Promise<Project | null> {
    return this.#setCurrent(await this.peek(directory));
  }

  /** Opens the sample project, or creates it if it is missing. Null if another window shows it. Throws WorkbenchError. */
  async openSample(): Promise<Project | null> {
    const directory = sampleDirectory(this.projectsDirectory);
    try {
      return await this.open(directory);
    } catch (error) {
      if (!isOfKind(error, 'notFound')) throw error;
      return this.openMade(() => createSampleProject(directory, this.resources));
    }
  }

  /** Opens the project in a folder, or creates it if the folder is missing or empty. */
  async openOrCreate(directory: string): Promise<Project | null> {
    try {
      return await this.open(directory);
    } catch (error) {
      if (!isOfKind(error, 'notFound')) throw error;
      return this.create(directory, basename(directory) || 'Project');
    }
  }

  /**
   * Opens the project of the first window: the most recent one, or the sample project on the very
   * first start. Null if it cannot be opened; the window then shows the start screen.
   */
  async openInitial(): Promise<Project | null> {
    const [last] = await this.recent();
    try {
      if (last) return await this.open(last.directory);
      return await this.openSample();
    } catch (error) {
      if (error instanceof WorkbenchError) return null;
      throw error;
    }
  }

  async #setCurrent(project: ProjectFolder): Promise<Project | null> {
    if (!this.#canShow(project)) return null;
    const previous = this.#current;
    // Set before the first await, so that no other window can open the project at the same time.
    this.#current = project;
    try {
      await this.#onOpen(project);
    } catch (error) {
      this.#current = previous;
      throw error;
    }
    this.#openProjects.set(project.id, project);
    await this.#remember(project);
    return project;
  }

  async #remember({ directory, name }: ProjectFolder): Promise<void> {
    await this.#settings.remember({ directory, name, opened: new Date().toISOString() });
  }
}

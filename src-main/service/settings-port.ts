import type { RecentProject, SlotsSetting } from '#api/types';

/** Stores the settings of the program between starts: electron-store in Electron, a JSON file for the server. */
export interface SettingsPort {
  /** The recent projects, newest first. */
  recent(): Promise<RecentProject[]> | RecentProject[];
  /** Moves the project to the front of the list. */
  remember(project: RecentProject): Promise<void> | void;
  /** Takes the project in a folder out of the list. */
  forget(directory: string): Promise<void> | void;
  /** How many runs train at the same time; `auto` where nothing was chosen. */
  slots(): Promise<SlotsSetting> | SlotsSetting;
  saveSlots(slots: SlotsSetting): Promise<void> | void;
}

const maxRecentProjects = 20;

/** Returns the list with `project` at the front and without its older entry. */
export function addRecentProject(recent: RecentProject[], project: RecentProject): RecentProject[] {
  return [project, ...removeRecentProject(recent, project.directory)].slice(0, maxRecentProjects);
}

export function removeRecentProject(recent: RecentProject[], directory: string): RecentProject[] {
  return recent.filter((other) => other.directory !== directory);
}

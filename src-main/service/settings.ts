import type { RecentProject } from '#api/types';

/** Where the host remembers projects between starts: electron-store, or a file of the server's. */
export interface SettingsPort {
  /** Newest first. */
  recent(): Promise<RecentProject[]> | RecentProject[];
  /** Puts the project first in the list. */
  remember(project: RecentProject): Promise<void> | void;
}

const kept = 20;

/** The list with `project` first, once. */
export function recentAfter(recent: RecentProject[], project: RecentProject): RecentProject[] {
  const others = recent.filter((other) => other.directory !== project.directory);
  return [project, ...others].slice(0, kept);
}

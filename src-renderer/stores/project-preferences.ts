import type { Project } from '#api/types';
import { hasPreference, loadPreference, savePreference } from './preferences';

/**
 * Stores a preference of this window for a project, such as the model shown last. The moment of its creation identifies
 * a project, so that the window finds the preference after the folder was moved. Copies of a folder have that moment in
 * common, and each its own preference in its own place.
 */
export function saveProjectPreference(project: Project, key: string, value: unknown): void {
  savePreference(inPlace(project, key), value);
  savePreference(anywhere(project, key), value);
}

/** Reads a preference of a project, at first that of the folder where it lies now. */
export function loadProjectPreference<T>(
  project: Project,
  key: string,
  fallback: T,
  parse: (value: unknown) => T | undefined,
): T {
  const keys = [inPlace(project, key), anywhere(project, key), ofVersion010(project, key)];
  const stored = keys.find(hasPreference);
  return stored === undefined ? fallback : loadPreference(stored, fallback, parse);
}

const anywhere = ({ created }: Project, key: string): string => `${key}.${created}`;
const inPlace = (project: Project, key: string): string =>
  `${anywhere(project, key)}.${project.directory}`;
/** Version 0.1.0 knew a project by its folder alone. */
const ofVersion010 = ({ directory }: Project, key: string): string => `${key}.${directory}`;

import type { Project } from '#api/types';
import type { Experiment } from '#spec/experiment';
import { parseExperiment } from '#spec/parse-experiment';

/** A version of a model that is not on disk. */
export interface UnsavedWork {
  /** Null: the model has no file yet. */
  modelId: string | null;
  /** The revision that the version is a change of. */
  baseRevision: string | null;
  spec: Experiment;
}

/**
 * Copies of models whose last changes are not on disk, in the browser's storage. A copy exists only
 * between a change and the moment it is saved. One that is found when the window starts is work that
 * could not be saved, because the window was reloaded or closed, or the program had ended.
 *
 * A project is known by the moment in which it was made and by its folder: the moment is the same after the folder was
 * moved, and copies of a folder have it in common.
 */
type Place = Pick<Project, 'created' | 'directory'>;

const anywhere = ({ created }: Pick<Place, 'created'>): string =>
  `dni-workbench.unsaved.${encodeURIComponent(created)}/`;
const prefixOf = (place: Place): string =>
  `${anywhere(place)}${encodeURIComponent(place.directory)}/`;
/** Earlier versions knew a project by its folder alone. */
const earlierPrefixOf = ({ directory }: Place): string =>
  `dni-workbench.unsaved.${encodeURIComponent(directory)}/`;

/** Keeps a copy under the key of an open model; null removes it. Without storage, nothing happens. */
export function keepCopy(place: Place, key: string, work: UnsavedWork | null): void {
  try {
    if (work === null) localStorage.removeItem(prefixOf(place) + key);
    else localStorage.setItem(prefixOf(place) + key, JSON.stringify(work));
  } catch {
    // The storage is disabled or full: the change is then safe only once it is on disk.
  }
}

/** Removes and returns the copies of a project. Those that cannot be read are dropped. */
export function takeCopies(place: Place): UnsavedWork[] {
  try {
    const prefixes = [prefixOf(place), earlierPrefixOf(place)];
    const keys = Object.keys(localStorage).filter((key) =>
      prefixes.some((prefix) => key.startsWith(prefix)),
    );
    return keys.flatMap((key) => {
      const work = parseWork(localStorage.getItem(key) ?? '');
      localStorage.removeItem(key);
      return work === null ? [] : [work];
    });
  } catch {
    return [];
  }
}

/** Other folders in which copies of the same project were made: it was moved, or it is a copy of the one there. */
export function otherPlaces(place: Place): string[] {
  try {
    const known = Object.keys(localStorage).filter((key) => key.startsWith(anywhere(place)));
    const directories = known.map((key) => key.slice(anywhere(place).length).split('/')[0] ?? '');
    return [...new Set(directories.map(decodeURIComponent))].filter(
      (directory) => directory !== place.directory,
    );
  } catch {
    return [];
  }
}

function parseWork(text: string): UnsavedWork | null {
  let value: Partial<Record<keyof UnsavedWork, unknown>> | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return null;
  }
  const { experiment } = parseExperiment(value?.spec);
  const asId = (id: unknown): string | null => (typeof id === 'string' ? id : null);
  return experiment && value
    ? { modelId: asId(value.modelId), baseRevision: asId(value.baseRevision), spec: experiment }
    : null;
}

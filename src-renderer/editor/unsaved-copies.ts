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
 */
const prefixOf = (directory: string): string =>
  `dni-workbench.unsaved.${encodeURIComponent(directory)}/`;

/** Keeps a copy under the key of an open model; null removes it. Without storage, nothing happens. */
export function keepCopy(directory: string, key: string, work: UnsavedWork | null): void {
  try {
    if (work === null) localStorage.removeItem(prefixOf(directory) + key);
    else localStorage.setItem(prefixOf(directory) + key, JSON.stringify(work));
  } catch {
    // The storage is disabled or full: the change is then safe only once it is on disk.
  }
}

/** Removes and returns the copies of a project. Those that cannot be read are dropped. */
export function takeCopies(directory: string): UnsavedWork[] {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefixOf(directory)));
    return keys.flatMap((key) => {
      const work = parseWork(localStorage.getItem(key) ?? '');
      localStorage.removeItem(key);
      return work === null ? [] : [work];
    });
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

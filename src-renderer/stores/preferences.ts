const prefix = 'dni-workbench.';

/**
 * Stores a preference of this window, such as the size of a panel: in sessionStorage, so that the
 * window finds it after a reload whatever other windows chose, and in localStorage for new windows.
 */
export function savePreference(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  for (const storage of [() => sessionStorage, () => localStorage])
    attempt(() => storage().setItem(prefix + key, text));
}

/** The same for what this window finds after a reload, but a new window does not start with. */
export function saveForSession(key: string, value: unknown): void {
  attempt(() => sessionStorage.setItem(prefix + key, JSON.stringify(value)));
}

/** Reads a preference; returns `fallback` if there is none or `parse` returns undefined for it. */
export function loadPreference<T>(
  key: string,
  fallback: T,
  parse: (value: unknown) => T | undefined,
): T {
  const read = (): T | undefined => {
    const text = sessionStorage.getItem(prefix + key) ?? localStorage.getItem(prefix + key);
    return text === null ? undefined : parse(JSON.parse(text));
  };
  return attempt(read) ?? fallback;
}

/** Whether a preference was stored, also one that no longer can be read. */
export function hasPreference(key: string): boolean {
  const isIn = (storage: Storage): boolean => storage.getItem(prefix + key) !== null;
  return attempt(() => isIn(sessionStorage) || isIn(localStorage)) ?? false;
}

/** Runs an action on the storage, which may be disabled, full or damaged; then it has no effect. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

export const asNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

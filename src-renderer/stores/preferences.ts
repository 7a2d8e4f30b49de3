const prefix = 'dni-workbench.';

/**
 * Stores a preference of this window in localStorage, such as the size of a panel; no project data.
 */
export function savePreference(key: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // Storage may be disabled or full: the preference is then lost when the window closes.
  }
}

/** Reads a preference; returns `fallback` if there is none or `parse` returns undefined for it. */
export function loadPreference<T>(
  key: string,
  fallback: T,
  parse: (value: unknown) => T | undefined,
): T {
  try {
    const text = localStorage.getItem(prefix + key);
    return (text === null ? undefined : parse(JSON.parse(text))) ?? fallback;
  } catch {
    return fallback;
  }
}

export const asNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

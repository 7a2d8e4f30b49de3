const prefix = 'dni-workbench.';

/** Remembers a choice of this window (a panel's size, the theme); nothing of a project. */
export function savePreference(key: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // Storage may be switched off or full: the choice then lasts until the window closes.
  }
}

/** The remembered choice, or `otherwise` where there is none or `read` does not accept it. */
export function loadPreference<T>(
  key: string,
  otherwise: T,
  read: (value: unknown) => T | undefined,
): T {
  try {
    const text = localStorage.getItem(prefix + key);
    return (text === null ? undefined : read(JSON.parse(text))) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export const asNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

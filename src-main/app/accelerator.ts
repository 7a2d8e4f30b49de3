/** Names of keys that Electron writes in another way than the DOM. */
const names: Readonly<Record<string, string>> = {
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  '+': 'Plus',
};

/**
 * Keys of the catalogue, such as `Mod+Shift+Z`, as Electron writes them: `CmdOrCtrl+Shift+Z`. Undefined where the menu
 * cannot show them: macOS would take a key without Cmd from the text that is typed.
 */
export function toAccelerator(keys: string, isMac: boolean): string | undefined {
  const at = keys.lastIndexOf('+', keys.length - 2);
  const key = keys.slice(at + 1);
  const modifiers = at < 0 ? [] : keys.slice(0, at).split('+');
  if (isMac && !modifiers.includes('Mod') && !/^F\d+$/.test(key)) return undefined;
  // Electron knows no such key.
  if (key === 'ContextMenu') return undefined;
  return [
    ...modifiers.map((name) => (name === 'Mod' ? 'CmdOrCtrl' : name)),
    names[key] ?? key,
  ].join('+');
}

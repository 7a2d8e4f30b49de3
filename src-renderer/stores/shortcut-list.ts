import {
  windowCommands,
  type KeyedCommandId,
  type AnyCommandId,
  type CommandOf,
} from '#api/window-commands';
import type { CommandPlace, WindowCommand } from '#api/window-commands/define';

/** Keys and what they do. */
export type Shortcut = Pick<WindowCommand, 'place' | 'label'> &
  Partial<Pick<WindowCommand, 'needs'>> &
  Required<Pick<WindowCommand, 'keys'>>;

export type ShortcutId = KeyedCommandId;
/** The commands of a place that have keys. */
export type ShortcutOf<Place extends CommandPlace> = KeyedCommandId & CommandOf<Place>;

const at =
  (place: CommandPlace) =>
  (label: string, ...keys: [string, ...string[]]): Shortcut => ({ place, label, keys });
const onCanvas = at('canvas');
const inRuns = at('runs');
const inComparison = at('comparison');
const inChart = at('chart');

/** Keys that a list, a chart or the system handles itself; here they are only described. */
const described: readonly Shortcut[] = [
  onCanvas('Next node, edge, frame, note or missing part', 'Tab', 'Shift+Tab'),
  onCanvas('Move what is selected, with Shift further', 'Arrow keys'),
  onCanvas('Select one more, or one less', 'Shift+Click', 'Mod+Click'),
  onCanvas('Select what is in a rectangle', 'Shift+Drag'),
  inRuns('Next and previous run', 'ArrowDown', 'ArrowUp'),
  inRuns('Open the run, or the group', 'Enter'),
  inRuns('Select the run as well', 'Space'),
  inRuns('Select all runs', 'Mod+A'),
  inRuns('Filter the runs', '/', 'Mod+F'),
  inRuns('Show the menu of the run', 'Shift+F10'),
  inComparison('Next and previous row', 'ArrowDown', 'ArrowUp'),
  inComparison('Show and hide the runs of the group', 'ArrowRight', 'ArrowLeft'),
  inComparison('Compare the row, or leave it out', 'Space'),
  inComparison('Hide the row in the charts, or show it', 'H'),
  inChart('Move the crosshair along the line, with Shift further', 'ArrowLeft', 'ArrowRight'),
  inChart('Move the crosshair to another line', 'ArrowUp', 'ArrowDown'),
  inChart('Zoom in and out', '+', '-'),
  inChart('Show all', '0'),
  inChart('Pin the crosshair', 'Enter'),
];

/** Every shortcut: those of commands, and those that a list or a chart handles itself. */
export const allShortcuts: readonly Shortcut[] = [
  ...Object.values(windowCommands).flatMap(({ place, label, needs, keys }) =>
    keys ? [{ place, label, needs, keys }] : [],
  ),
  ...described,
];

/** The usual keys of a command. */
export function keysOf(id: ShortcutId): string {
  return windowCommands[id].keys?.[0] ?? '';
}

/** The words and keys of a command, for an entry of a menu or a button. */
export function wordsOf(id: AnyCommandId): { label: string; shortcut?: string } {
  const { label, keys } = windowCommands[id];
  return keys ? { label, shortcut: keys[0] } : { label };
}

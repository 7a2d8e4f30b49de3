/**
 * The catalogue of the window's commands. The native menu, the command palette, context menus, keys and the list of
 * shortcuts take words and keys from here; the window supplies by id what each does, and does not compile without.
 */
import { canvasCommands } from './window-commands/canvas';
import { comparisonCommands } from './window-commands/comparison';
import type { CommandPlace, WindowCommand } from './window-commands/define';
import { localCommands } from './window-commands/local';
import { modelCommands } from './window-commands/model';
import { programCommands } from './window-commands/program';
import { runCommands } from './window-commands/runs';
import { studyCommands } from './window-commands/studies';

const commandsOfMenu = {
  ...programCommands,
  ...modelCommands,
  ...canvasCommands,
  ...runCommands,
  ...studyCommands,
  ...comparisonCommands,
} as const;
const catalogue = { ...commandsOfMenu, ...localCommands } as const;
type Catalogue = typeof catalogue;

/** A command that the window does from anywhere: the native menu and the palette have it. */
export type WindowCommandId = keyof typeof commandsOfMenu;
/** The same with those that only what has the focus does. */
export type AnyCommandId = keyof Catalogue;
/** The commands of a place. */
export type CommandOf<Place extends CommandPlace> = {
  [Id in AnyCommandId]: Catalogue[Id]['place'] extends Place ? Id : never;
}[AnyCommandId];
/** The commands that have keys. */
export type KeyedCommandId = {
  [Id in AnyCommandId]: Catalogue[Id] extends { keys: readonly string[] } ? Id : never;
}[AnyCommandId];

export const windowCommands: Readonly<Record<AnyCommandId, WindowCommand>> = catalogue;
export const windowCommandIds = Object.keys(commandsOfMenu) as [
  WindowCommandId,
  ...WindowCommandId[],
];

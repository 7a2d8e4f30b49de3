/** What the catalogue says of a command of the window. */

/** Where keys have a meaning: in the whole window, on the canvas, or in one of its lists. */
export const commandPlaces = {
  window: 'Everywhere',
  canvas: 'On the canvas',
  live: 'On the run that the canvas shows',
  search: 'In the search of the canvas',
  runs: 'In the table of runs',
  study: 'On the study that is shown',
  comparison: 'In the comparison',
  chart: 'In a chart',
} as const;
export type CommandPlace = keyof typeof commandPlaces;

/** What there has to be for a command: nothing, a project, a model on the canvas, something selected on it and so on. */
export type CommandNeed =
  | 'nothing'
  | 'project'
  | 'model'
  | 'canvas'
  | 'selection'
  | 'edge'
  | 'node'
  | 'live'
  | 'run'
  | 'runs'
  | 'study'
  | 'comparison';

export interface WindowCommand {
  place: CommandPlace;
  /** What it does, as a command: in the native menu, the palette, context menus and the list of shortcuts alike. */
  label: string;
  needs: CommandNeed;
  /** The keys that do it, the usual ones first: `Mod` is Ctrl, or Cmd on a Mac. */
  keys?: readonly [string, ...string[]];
}

type Keys = [] | [string, ...string[]];
type Described<Place extends CommandPlace, K extends Keys> = WindowCommand & {
  place: Place;
} & (K extends [string, ...string[]] ? { keys: K } : unknown);

/** Describes commands of one place. */
export const commandsAt =
  <Place extends CommandPlace>(place: Place, usualNeed: CommandNeed) =>
  <K extends Keys>(label: string, keys: K, needs: CommandNeed = usualNeed): Described<Place, K> =>
    ({ place, label, needs, ...(keys.length > 0 ? { keys } : {}) }) as Described<Place, K>;

/** Where keys have a meaning: in the whole window, on the canvas, or in one of its lists. */
export const shortcutPlaces = {
  window: 'Everywhere',
  canvas: 'On the canvas',
  live: 'On the run that the canvas shows',
  search: 'In the search of the canvas',
  runs: 'In the table of runs',
  comparison: 'In the list of compared runs',
  chart: 'In a chart',
} as const;
export type ShortcutPlace = keyof typeof shortcutPlaces;

export interface Shortcut<Place extends ShortcutPlace = ShortcutPlace> {
  place: Place;
  /** What it does, as a command. */
  label: string;
  /** The keys that do it, the usual ones first: `Mod` is Ctrl, or Cmd on a Mac. */
  keys: readonly [string, ...string[]];
}

type Describe<Place extends ShortcutPlace> = (
  label: string,
  ...keys: [string, ...string[]]
) => Shortcut<Place>;
const at =
  <Place extends ShortcutPlace>(place: Place): Describe<Place> =>
  (label, ...keys) => ({ place, label, keys });
const inWindow = at('window');
const onCanvas = at('canvas');
const onRun = at('live');
const inSearch = at('search');
const inRuns = at('runs');
const inComparison = at('comparison');
const inChart = at('chart');

/** The shortcuts whose keys are looked up here when they are pressed, each with one command. */
export const shortcuts = {
  palette: inWindow('Find a view, model, node, setting or command', 'Mod+K'),
  save: inWindow('Save the model and keep the version', 'Mod+S'),
  run: inWindow('Run the model on the canvas', 'Mod+Enter'),
  build: inWindow('Build', 'Mod+1'),
  runs: inWindow('Runs', 'Mod+2'),
  studies: inWindow('Studies', 'Mod+3'),
  compare: inWindow('Compare', 'Mod+4'),
  data: inWindow('Data', 'Mod+5'),
  settings: inWindow('Settings', 'Mod+6'),
  largerText: inWindow('Larger text', 'Mod++', 'Mod+='),
  smallerText: inWindow('Smaller text', 'Mod+-'),
  usualText: inWindow('Usual text size', 'Mod+0'),
  help: inWindow('Show the shortcuts', '?'),
  nextPart: inWindow('Next part of the window', 'F6'),
  previousPart: inWindow('Previous part of the window', 'Shift+F6'),

  undo: onCanvas('Undo', 'Mod+Z'),
  redo: onCanvas('Redo', 'Mod+Shift+Z', 'Mod+Y'),
  quickAdd: onCanvas('Add a node that fits what is selected', '/'),
  connect: onCanvas('Connect the node, or the end of the edge, to another node', 'C'),
  connectStart: onCanvas('Connect the start of the edge to another node', 'Shift+C'),
  decouple: onCanvas('Decouple the edge, or couple it again', 'D'),
  editSettings: onCanvas('Edit the settings or the text of what is selected', 'Enter', 'F2'),
  nextEdge: onCanvas('Next edge of the node', 'E'),
  goLeft: onCanvas('Go to the node on the left, or the start of the edge', 'Alt+ArrowLeft'),
  goRight: onCanvas('Go to the node on the right, or the end of the edge', 'Alt+ArrowRight'),
  goUp: onCanvas('Go to the node above', 'Alt+ArrowUp'),
  goDown: onCanvas('Go to the node below', 'Alt+ArrowDown'),
  menu: onCanvas('Show the menu of what is selected', 'Shift+F10', 'ContextMenu'),
  remove: onCanvas('Delete what is selected, and join its neighbours', 'Delete', 'Backspace'),
  removeOnly: onCanvas(
    'Delete what is selected, and leave a gap',
    'Shift+Delete',
    'Shift+Backspace',
  ),
  duplicate: onCanvas('Duplicate what is selected', 'Mod+D'),
  repeat: onCanvas('Repeat what is selected in a row', 'Mod+Shift+D'),
  frame: onCanvas('Put a frame around what is selected', 'Mod+G'),
  problems: onCanvas('Show the problems of the node or the edge', 'P'),
  find: onCanvas('Find a node', 'Mod+F'),
  selectAll: onCanvas('Select everything', 'Mod+A'),
  selectNothing: onCanvas('Select nothing', 'Escape'),
  fit: onCanvas('Show the whole model', 'F'),
  present: onCanvas('Present the canvas alone, and leave with Escape', 'Shift+P'),

  nextSeed: onRun('Stop it, and train it again from the next seed', 'R'),
  restart: onRun('Stop it, and train the model as it is now', 'Shift+R'),

  nextMatch: inSearch('Next match', 'Enter'),
  previousMatch: inSearch('Previous match', 'Shift+Enter'),
  closeSearch: inSearch('Close the search', 'Escape'),
} as const satisfies Record<string, Shortcut>;
export type ShortcutId = keyof typeof shortcuts;
/** The shortcuts of a place. */
export type ShortcutOf<Place extends ShortcutPlace> = {
  [Id in ShortcutId]: (typeof shortcuts)[Id]['place'] extends Place ? Id : never;
}[ShortcutId];

/** Keys that something else hears, such as the clipboard or a table; menus show them beside their entries. */
const heardElsewhere = {
  copy: onCanvas('Copy what is selected', 'Mod+C'),
  cut: onCanvas('Cut what is selected', 'Mod+X'),
  paste: onCanvas('Paste at the pointer', 'Mod+V'),
  renameRun: inRuns('Rename', 'F2'),
  tagRuns: inRuns('Edit the tags', 'T'),
  noteRun: inRuns('Edit the notes', 'N'),
  deleteRuns: inRuns('Delete', 'Delete', 'Backspace'),
  columnLeft: inRuns('Move the column to the left, from its head', 'Alt+ArrowLeft'),
  columnRight: inRuns('Move the column to the right, from its head', 'Alt+ArrowRight'),
  chooseOneRun: inRuns('Select one run only', 'Escape'),
} as const satisfies Record<string, Shortcut>;

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

/** Every shortcut, with those that a list or a chart handles itself. */
export const allShortcuts: readonly Shortcut[] = [
  ...Object.values(shortcuts),
  ...Object.values(heardElsewhere),
  ...described,
];

/** The usual keys of a shortcut. */
export function keysOf(id: ShortcutId | keyof typeof heardElsewhere): string {
  return { ...shortcuts, ...heardElsewhere }[id].keys[0];
}

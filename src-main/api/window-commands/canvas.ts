/** Commands of the canvas and of what is selected on it. */
import { nodeCatalogue } from '../../spec/node-catalogue';
import type { NodeKind } from '../../spec/nodes';
import { commandsAt, type WindowCommand } from './define';

const onCanvas = commandsAt('canvas', 'canvas');

export type AddKindId = `add-${NodeKind}`;
export const addKindId = (kind: NodeKind): AddKindId => `add-${kind}`;
export const nodeKinds = Object.keys(nodeCatalogue) as NodeKind[];

/** One for each kind of node. */
const addKindCommands = Object.fromEntries(
  nodeKinds.map((kind) => [
    addKindId(kind),
    onCanvas(`Add a node: ${nodeCatalogue[kind].label}`, []),
  ]),
) as Record<AddKindId, WindowCommand & { place: 'canvas' }>;

export const canvasCommands = {
  undo: onCanvas('Undo', ['Mod+Z']),
  redo: onCanvas('Redo', ['Mod+Shift+Z', 'Mod+Y']),
  cut: onCanvas('Cut', ['Mod+X'], 'selection'),
  copy: onCanvas('Copy', ['Mod+C'], 'selection'),
  paste: onCanvas('Paste', ['Mod+V']),
  duplicate: onCanvas('Duplicate', ['Mod+D'], 'selection'),
  repeat: onCanvas('Repeat in a row…', ['Mod+Shift+D'], 'node'),
  remove: onCanvas('Delete', ['Delete', 'Backspace'], 'selection'),
  removeOnly: onCanvas('Delete without joining', ['Shift+Delete', 'Shift+Backspace'], 'selection'),
  selectAll: onCanvas('Select all', ['Mod+A']),
  selectNothing: onCanvas('Select nothing', ['Escape']),
  find: onCanvas('Find a node', ['Mod+F']),

  quickAdd: onCanvas('Add a node…', ['/']),
  addBefore: onCanvas('Add a node before it…', [], 'node'),
  replace: onCanvas('Replace by…', [], 'node'),
  addNote: onCanvas('Add a note', []),
  frame: onCanvas('Frame the selection', ['Mod+G'], 'selection'),
  connect: onCanvas('Connect to another node', ['C'], 'selection'),
  connectStart: onCanvas('Connect the start of the edge to another node', ['Shift+C'], 'edge'),
  decouple: onCanvas('Decouple the edge, or couple it again', ['D'], 'edge'),
  delay: onCanvas('Let the edge arrive one tick later, or in the same tick', [], 'edge'),
  editSettings: onCanvas('Edit the settings or the text', ['Enter', 'F2'], 'selection'),
  problems: onCanvas('Show the problems of the node or the edge', ['P'], 'selection'),
  menu: onCanvas('Show the context menu', ['Shift+F10', 'ContextMenu']),

  nextEdge: onCanvas('Next edge of the node', ['E']),
  goLeft: onCanvas('Go to the node on the left, or the start of the edge', ['Alt+ArrowLeft']),
  goRight: onCanvas('Go to the node on the right, or the end of the edge', ['Alt+ArrowRight']),
  goUp: onCanvas('Go to the node above', ['Alt+ArrowUp']),
  goDown: onCanvas('Go to the node below', ['Alt+ArrowDown']),

  arrange: onCanvas('Arrange the nodes', []),
  alignLeft: onCanvas('Align left', [], 'selection'),
  alignCentre: onCanvas('Align centres', [], 'selection'),
  alignRight: onCanvas('Align right', [], 'selection'),
  alignTop: onCanvas('Align top', [], 'selection'),
  alignMiddle: onCanvas('Align middles', [], 'selection'),
  alignBottom: onCanvas('Align bottom', [], 'selection'),
  distributeHorizontally: onCanvas('Distribute horizontally', [], 'selection'),
  distributeVertically: onCanvas('Distribute vertically', [], 'selection'),

  fit: onCanvas('Show the whole model', ['F']),
  present: onCanvas('Present the canvas alone', ['Shift+P']),
  nodePalette: onCanvas('Show or hide the palette of nodes', []),
  inspector: onCanvas('Show or hide the inspector', []),
  bottomPanel: onCanvas('Show or hide locking, problems and changes', []),
  locking: onCanvas('Show the locking of the modules', []),
  modelProblems: onCanvas('Show the problems of the model', []),
  changes: onCanvas('Show the changes of the model', []),
  ...addKindCommands,
} as const;

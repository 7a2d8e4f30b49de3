import { edgeId } from '#spec/model';
import { nodeCatalogue } from '#spec/node-catalogue';
import { editor } from '../editor/editor.svelte';
import { session } from '../stores/session.svelte';
import { keysOf, shortcuts, type ShortcutOf } from '../stores/shortcut-list';
import type { MenuItem } from '../ui/menu-item';
import { alignEntries, distributeEntries, isPossible } from './arrange/arrange-entries';
import { builderPanels } from './builder-panels.svelte';
import { shownCanvas } from './canvas-context';
import type { CanvasState } from './canvas-state.svelte';
import { listCanvasEntries } from './context-menu/canvas-entries';
import { listEdgeEntries } from './context-menu/edge-entries';
import { listNodeEntries } from './context-menu/node-entries';
import { askToExportModel } from './export/export-model';
import { canvasCommands } from './keys';
import { shownTab, timelineTabs, type TimelineTab } from './timeline-panel/shown-tab.svelte';

/** A command of the canvas under the name by which it is searched. */
export interface CanvasCommand {
  label: string;
  shortcut?: string;
  run: () => void;
}

type CanvasShortcut = ShortcutOf<'canvas'>;

/** What the command palette does not list: they go about on the canvas, which a list cannot do better. */
const onlyKeys: readonly CanvasShortcut[] = [
  ...(['goLeft', 'goRight', 'goUp', 'goDown', 'nextEdge'] as const),
  ...(['menu', 'present', 'selectNothing'] as const),
];
const ofAnEdge: readonly CanvasShortcut[] = ['decouple', 'connectStart'];
const ofASelection: readonly CanvasShortcut[] = [
  ...(['connect', 'editSettings', 'remove', 'removeOnly'] as const),
  ...(['duplicate', 'frame', 'problems'] as const),
];

/**
 * The commands of the canvas that is shown: those that have keys, and those that only its context menus have, of the
 * canvas and of what is selected.
 */
export function listCanvasCommands(): CanvasCommand[] {
  const canvas = shownCanvas();
  if (!canvas) return [];
  const commands = [
    ...listKeyCommands(canvas),
    ...listMenuCommands(canvas),
    ...listArrangeCommands(),
    ...listKindCommands(canvas),
    ...listPanelCommands(),
  ];
  // The menu of several selected nodes has the commands that arrange them too.
  return [...new Map(commands.map((command) => [command.label, command])).values()];
}

/** What the bar for several nodes has. */
function listArrangeCommands(): CanvasCommand[] {
  return [...alignEntries, ...distributeEntries].map((entry) => ({
    label: entry.label,
    run: () => {
      if (isPossible(entry)) entry.run();
      else session.notify(`Select at least ${entry.atLeast} nodes first: click them with Shift.`);
    },
  }));
}

/** What the palette of nodes has. */
function listKindCommands(canvas: CanvasState): CanvasCommand[] {
  return Object.values(nodeCatalogue).map(({ kind, label }) => ({
    label: `Add a node: ${label}`,
    run: () => canvas.addNode(kind),
  }));
}

const tabLabels: Record<TimelineTab, string> = {
  locking: 'Show the locking of the modules',
  problems: 'Show the problems of the model',
  changes: 'Show the changes of the model',
};

function listPanelCommands(): CanvasCommand[] {
  return timelineTabs.map((tab) => ({
    label: tabLabels[tab],
    run: () => {
      builderPanels.show('bottom');
      shownTab.current = tab;
    },
  }));
}

function listKeyCommands(canvas: CanvasState): CanvasCommand[] {
  const parts = {
    fit: () => canvas.fit(),
    quickAdd: () => canvas.quickAdd.openForSelection(),
    openMenu: () => canvas.menu.openByKey(),
  };
  return (Object.keys(canvasCommands) as CanvasShortcut[])
    .filter((id) => !onlyKeys.includes(id))
    .map((id) => ({
      label: shortcuts[id].label,
      shortcut: keysOf(id),
      run: () => {
        const missing = findMissing(id);
        if (missing === null) canvasCommands[id](parts);
        else session.notify(missing);
      },
    }));
}

/** Why a command has nothing to act on, a sentence; null where it has. */
function findMissing(id: CanvasShortcut): string | null {
  const { nodes, edges, frames, notes } = editor.selection;
  const count = nodes.length + edges.length + frames.length + notes.length;
  if (ofAnEdge.includes(id) && (edges.length !== 1 || count > 1))
    return 'Select the edge first: click it on the canvas.';
  return ofASelection.includes(id) && count === 0
    ? 'Select a node or an edge first: click it on the canvas.'
    : null;
}

/** The entries of the context menus without keys. */
function listMenuCommands(canvas: CanvasState): CanvasCommand[] {
  const context = { canvas, at: canvas.view.toWindow(canvas.view.middle) };
  const { nodes, edges } = editor.selection;
  const [node] = nodes;
  const edge = editor.spec.model.edges.find((each) => edgeId(each) === edges[0]);
  const entries = [
    ...listCanvasEntries(context),
    ...(node === undefined ? [] : listNodeEntries(node, context)),
    ...(node === undefined && edge ? listEdgeEntries(edgeId(edge), context) : []),
  ];
  return entries.filter(isCommandWithoutKeys).map(({ label, run }) => ({ label, run }));
}

type Entry = Extract<MenuItem, { run: unknown }>;

/** The clipboard has keys too, but no command that is listed by them; the export is a command of the model. */
function isCommandWithoutKeys(item: MenuItem): item is Entry {
  if (item === 'separator' || !('run' in item) || item.disabled) return false;
  const isOfKeys = Object.values(shortcuts).some(({ keys }) => keys[0] === item.shortcut);
  return !isOfKeys && item.run !== askToExportModel;
}

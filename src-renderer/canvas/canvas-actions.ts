import {
  addKindId,
  nodeKinds,
  type AddKindId,
  type canvasCommands,
} from '#api/window-commands/canvas';
import { edgeId, type Edge } from '#spec/model';
import { duplicateSelection } from '../editor/clipboard-commands';
import { validateDecoupling, validateDelayChange } from '../editor/edge-edits';
import { editor } from '../editor/editor.svelte';
import { presentation } from '../stores/presentation.svelte';
import type { WindowAction, WindowActions } from '../stores/window-action';
import { addFrameAround, addNote } from './annotations/annotation-editing.svelte';
import {
  alignEntries,
  distributeEntries,
  isPossible,
  type ArrangeId,
} from './arrange/arrange-entries';
import { copyToClipboard, cutToClipboard, pasteFromClipboard } from './arrange/clipboard';
import { repeatRequest } from './arrange/repeat-request.svelte';
import { builderPanels, type BuilderPanel } from './builder-panels.svelte';
import { shownCanvas } from './canvas-context';
import type { CanvasState } from './canvas-state.svelte';
import {
  currentItem,
  editSettings,
  goInDirection,
  goToNextEdge,
  goToSelected,
} from './connect-mode/canvas-focus';
import { connectMode } from './connect-mode/connect-mode.svelte';
import { findPlaceBefore } from './context-menu/place-before';
import { openProblems } from './problems/shown-problems.svelte';
import { canvasSearch } from './search/canvas-search.svelte';
import { shownTab, type TimelineTab } from './timeline-panel/shown-tab.svelte';

/** Does something with the canvas that is shown. */
const withCanvas = (act: (canvas: CanvasState) => void) => (): void => {
  const canvas = shownCanvas();
  if (canvas) act(canvas);
};

/** What each command of the canvas does; its words and keys are in the catalogue. */
export const canvasActions: WindowActions<typeof canvasCommands> = {
  undo: { run: () => editor.undo(), canRun: () => editor.canUndo },
  redo: { run: () => editor.redo(), canRun: () => editor.canRedo },
  cut: { run: () => void cutToClipboard() },
  copy: { run: () => void copyToClipboard() },
  paste: { run: withCanvas(({ view }) => void pasteFromClipboard(view.middle)) },
  duplicate: { run: duplicateSelection },
  repeat: { run: () => repeatRequest.open() },
  remove: { run: () => editor.removeSelected() },
  removeOnly: { run: () => editor.removeSelected({ join: false }) },
  selectAll: { run: () => editor.selectAll() },
  selectNothing: {
    run: () => (presentation.isOn ? presentation.leave() : editor.select({})),
  },
  find: { run: () => canvasSearch.open() },

  quickAdd: { run: withCanvas(({ quickAdd }) => quickAdd.openForSelection()) },
  addBefore: {
    run: withCanvas(({ quickAdd }) => {
      const place = placeBefore();
      if (place) quickAdd.openBeside(place);
    }),
    canRun: () => placeBefore() !== null,
  },
  replace: {
    run: withCanvas(({ quickAdd }) => {
      const node = onlyNode();
      if (node !== null) quickAdd.openBeside({ kind: 'replace', node });
    }),
    canRun: () => onlyNode() !== null,
  },
  addNote: { run: withCanvas(({ view }) => addNote(view.middle)) },
  frame: { run: addFrameAround },
  connect: { run: () => connect('to') },
  connectStart: { run: () => connect('from') },
  decouple: {
    run: toggleDecoupled,
    canRun: () => {
      const edge = selectedEdge();
      if (!edge || edge.decoupled) return true;
      return validateDecoupling(editor.spec, edgeId(edge)) === null;
    },
  },
  delay: {
    run: () => {
      const edge = selectedEdge();
      if (edge) editor.setDelay(edgeId(edge), !edge.delay);
    },
    canRun: () => {
      const edge = selectedEdge();
      return edge !== null && validateDelayChange(editor.spec, edgeId(edge)) === null;
    },
  },
  editSettings: { run: editSettings },
  problems: { run: showProblems },
  menu: { run: withCanvas(({ menu }) => menu.openByKey()) },

  nextEdge: { run: goToNextEdge },
  goLeft: { run: () => goInDirection('left') },
  goRight: { run: () => goInDirection('right') },
  goUp: { run: () => goInDirection('up') },
  goDown: { run: () => goInDirection('down') },

  arrange: { run: withCanvas((canvas) => canvas.arrange()) },
  ...arrangeActions(),

  fit: { run: withCanvas((canvas) => canvas.fit()) },
  present: { run: togglePresentation },
  nodePalette: togglePanel('palette'),
  inspector: togglePanel('inspector'),
  bottomPanel: togglePanel('bottom'),
  locking: showTab('locking'),
  modelProblems: showTab('problems'),
  changes: showTab('changes'),
  ...addKindActions(),
};

function arrangeActions(): Record<ArrangeId, WindowAction> {
  return Object.fromEntries(
    [...alignEntries, ...distributeEntries].map((entry) => [
      entry.id,
      { run: entry.run, canRun: () => isPossible(entry) },
    ]),
  ) as Record<ArrangeId, WindowAction>;
}

function addKindActions(): Record<AddKindId, WindowAction> {
  return Object.fromEntries(
    nodeKinds.map((kind) => [
      addKindId(kind),
      { run: withCanvas((canvas) => canvas.addNode(kind)) },
    ]),
  ) as Record<AddKindId, WindowAction>;
}

function togglePanel(panel: BuilderPanel): WindowAction {
  return { run: () => builderPanels.toggle(panel) };
}

function showTab(tab: TimelineTab): WindowAction {
  return {
    run: () => {
      builderPanels.show('bottom');
      shownTab.current = tab;
    },
  };
}

function togglePresentation(): void {
  if (presentation.isOn) return presentation.leave();
  builderPanels.closeFloating();
  presentation.enter();
  goToSelected();
}

function onlyNode(): string | null {
  const { nodes } = editor.selection;
  return nodes.length === 1 ? (nodes[0] ?? null) : null;
}

function placeBefore(): ReturnType<typeof findPlaceBefore> {
  const node = onlyNode();
  return node === null ? null : findPlaceBefore(editor.spec.model, node);
}

function selectedEdge(): Edge | null {
  const [id] = editor.selection.edges;
  return editor.spec.model.edges.find((edge) => edgeId(edge) === id) ?? null;
}

/** Begins to connect the node that has the focus or is selected, or to move an end of the edge. */
function connect(end: 'from' | 'to'): void {
  const item = currentItem();
  if (item?.kind === 'node') connectMode.start({ kind: 'node', from: item.id });
  const edge = editor.spec.model.edges.find((candidate) => edgeId(candidate) === item?.id);
  if (item?.kind === 'edge' && edge)
    connectMode.start({ kind: 'edge', edge: item.id, ends: { from: edge.from, to: edge.to }, end });
}

function showProblems(): void {
  const item = currentItem();
  if (item?.kind === 'edge') openProblems(item);
  else if (item?.kind === 'node') openProblems({ kind: 'node', id: item.id });
}

function toggleDecoupled(): void {
  const item = currentItem();
  if (item?.kind === 'edge') editor.toggleDecoupled(item.id);
}

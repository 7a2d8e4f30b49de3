import { windowCommands, type WindowCommandId } from '#api/window-commands';
import type { CommandNeed } from '#api/window-commands/define';
import { canvasActions } from '../canvas/canvas-actions';
import { modelActions } from '../canvas/model-actions';
import { comparisonActions } from '../compare/comparison-actions';
import { editor } from '../editor/editor.svelte';
import { runActions } from '../runs/run-actions';
import { liveRun } from '../stores/live-run.svelte';
import { runTable } from '../stores/run-table.svelte';
import { session } from '../stores/session.svelte';
import { studies } from '../stores/studies.svelte';
import { commitTypedText } from '../stores/typed-text';
import type { WindowAction } from '../stores/window-action';
import { studyActions } from '../studies/study-actions';
import { programActions } from './program-actions';

/** What every command of the catalogue does. */
const windowActions: Readonly<Record<WindowCommandId, WindowAction>> = {
  ...programActions,
  ...modelActions,
  ...canvasActions,
  ...runActions,
  ...studyActions,
  ...comparisonActions,
};

interface Need {
  /** Whether it is there. */
  isMet: () => boolean;
  /** What to do where it is not, a sentence. */
  advice: string;
  /** It counts only where this is there too. */
  within?: CommandNeed;
}

const isShown = (view: typeof session.view): boolean =>
  session.project !== null && session.view === view;

const needs: Readonly<Record<CommandNeed, Need>> = {
  nothing: { isMet: () => true, advice: '' },
  project: { isMet: () => session.project !== null, advice: 'Open a project first.' },
  model: {
    isMet: () => editor.isOpen,
    advice: 'Open a model first.',
    within: 'project',
  },
  canvas: {
    isMet: () => isShown('build') && editor.isOpen,
    advice: 'Show the canvas first: it is in the view Build.',
    within: 'model',
  },
  selection: {
    isMet: () => Object.values(editor.selection).some((ids) => ids.length > 0),
    advice: 'Select a node or an edge first: click it on the canvas.',
    within: 'canvas',
  },
  node: {
    isMet: () => editor.selection.nodes.length > 0,
    advice: 'Select a node first: click it on the canvas.',
    within: 'canvas',
  },
  edge: {
    isMet: () =>
      editor.selection.edges.length === 1 && Object.values(editor.selection).flat().length === 1,
    advice: 'Select the edge first: click it on the canvas.',
    within: 'canvas',
  },
  live: {
    isMet: () => liveRun.run !== null,
    advice: 'Start a run first: the canvas shows it.',
    within: 'canvas',
  },
  runs: {
    isMet: () => isShown('runs') && runTable.chosen.length > 0,
    advice: 'Select a run in the view Runs first.',
    within: 'project',
  },
  run: {
    isMet: () => runTable.chosen.length === 1,
    advice: 'Select one run in the view Runs first.',
    within: 'runs',
  },
  study: {
    isMet: () => isShown('studies') && studies.selected !== null,
    advice: 'Show a study in the view Studies first.',
    within: 'project',
  },
  comparison: {
    isMet: () => isShown('compare'),
    advice: 'Show the view Compare first.',
    within: 'project',
  },
};

/** The outermost need of a command that is not met; null where all are. */
export function findUnmetNeed(id: WindowCommandId): CommandNeed | null {
  const chain: CommandNeed[] = [];
  for (
    let need: CommandNeed | undefined = windowCommands[id].needs;
    need;
    need = needs[need].within
  )
    chain.unshift(need);
  return chain.find((need) => !needs[need].isMet()) ?? null;
}

/** Whether a command can be done now. */
export function isEnabled(id: WindowCommandId): boolean {
  return findUnmetNeed(id) === null && (windowActions[id].canRun?.() ?? true);
}

/** Whether a command of a choice is what is chosen now. */
export function isChosen(id: WindowCommandId): boolean {
  return windowActions[id].isChosen?.() ?? false;
}

/** Does a command; where something is missing for it, a notice says what. */
export function runWindowCommand(id: WindowCommandId): void {
  const need = findUnmetNeed(id);
  if (need !== null) return session.notify(needs[need].advice);
  if (windowCommands[id].place === 'window') commitTypedText();
  windowActions[id].run();
}

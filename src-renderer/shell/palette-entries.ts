import { windowCommandIds, windowCommands, type WindowCommandId } from '#api/window-commands';
import type { CommandNeed, CommandPlace } from '#api/window-commands/define';
import { findNodeEntry } from '#spec/node-catalogue';
import { describePlace, thisComputerId } from '#spec/place';
import { goTo } from '../canvas/connect-mode/canvas-focus';
import { editor } from '../editor/editor.svelte';
import { listPlaceOptions } from '../runs/place/place-options';
import { launcher } from '../stores/launcher.svelte';
import { openPlaces, placeForm } from '../settings/place-form.svelte';
import { tellModels } from '../stores/model-details';
import { models } from '../stores/models.svelte';
import { places } from '../stores/places.svelte';
import { runTable } from '../stores/run-table.svelte';
import { runs } from '../stores/runs.svelte';
import { session, views } from '../stores/session.svelte';
import { wordsOf } from '../stores/shortcut-list';
import { sortByName } from '../stores/sort-by-name';
import { studies } from '../stores/studies.svelte';
import { listSettings, openSetting } from './palette-settings';
import { findUnmetNeed, isChosen, isEnabled, runWindowCommand } from './window-actions';

export interface PaletteEntry {
  id: string;
  group: string;
  label: string;
  /** What tells it from others of its label, or says more of it. */
  detail?: string;
  shortcut?: string;
  /** It is also found by this, which is not shown. */
  alsoCalled?: string;
  /** It is found only where one of these words is typed. */
  words?: readonly string[];
  /** It is not listed before something is typed: there are many of its kind. */
  isOnlySearched?: boolean;
  run: () => void;
}

/** All entries of the command palette: first what is opened, then what does something. */
export function listPaletteEntries(): PaletteEntry[] {
  return [
    ...listViews(),
    ...listModels(),
    ...listNodes(),
    ...listSettingEntries(),
    ...studies.sorted.map((study) => ({
      id: `study-${study.id}`,
      group: 'Studies',
      label: study.name,
      run: () => studies.show(study.id),
    })),
    ...listRuns(),
    ...listPlaces(),
    ...listCommands(),
    ...listRunsAtPlaces(),
    ...models.templates.map(({ id, spec }) => ({
      id: `template-${id}`,
      group: 'New from template',
      label: spec.name,
      run: () => {
        editor.openAsNew(spec);
        session.show('build');
      },
    })),
  ];
}

function listViews(): PaletteEntry[] {
  return views.map((view) => ({
    id: `view-${view}`,
    group: 'Views',
    ...wordsOf(view),
    run: () => session.show(view),
  }));
}

function listModels(): PaletteEntry[] {
  const details = tellModels(models.list);
  return sortByName(models.list).map((model) => ({
    id: `model-${model.id}`,
    group: 'Models',
    label: model.spec.name,
    detail: details.get(model.id),
    run: () => {
      editor.open(model);
      session.show('build');
    },
  }));
}

/** The nodes of the model on the canvas. */
function listNodes(): PaletteEntry[] {
  if (!editor.isOpen) return [];
  return Object.entries(editor.spec.model.nodes).map(([id, node]) => ({
    id: `node-${id}`,
    group: 'Nodes of the model',
    label: id,
    detail: findNodeEntry(node).label,
    isOnlySearched: true,
    run: () => {
      session.show('build');
      goTo({ kind: 'node', id });
    },
  }));
}

function listSettingEntries(): PaletteEntry[] {
  if (!editor.isOpen) return [];
  return listSettings(editor.spec).map(({ label, group }) => ({
    id: `setting-${group}-${label}`,
    group: 'Settings of the model',
    label,
    detail: group,
    isOnlySearched: true,
    run: () => openSetting(label),
  }));
}

function listRuns(): PaletteEntry[] {
  return runs.list.slice(0, 50).map((run) => ({
    id: `run-${run.id}`,
    group: 'Runs',
    label: `${run.name}, ${runTable.distinguish(run)}`,
    run: () => {
      runs.selectedId = run.id;
      session.show('runs');
    },
  }));
}

/** The model on the canvas can be run at each place, whichever is chosen. */
function listRunsAtPlaces(): PaletteEntry[] {
  if (places.list.length === 0 || !editor.isOpen) return [];
  return listPlaceOptions(places.list).map(({ value, label, detail }) => ({
    id: `run-at-${value}`,
    group: 'Run the model',
    label: value === thisComputerId ? 'Run on this computer' : `Run at ${label}`,
    detail: detail || editor.spec.name,
    isOnlySearched: true,
    run: () => void launcher.runEditor(value),
  }));
}

/** The places to run, in Settings. */
function listPlaces(): PaletteEntry[] {
  const common = { group: 'Places to run', isOnlySearched: true };
  return [
    ...places.list.map((place) => ({
      ...common,
      id: `place-${place.id}`,
      label: place.name,
      detail: describePlace(place),
      alsoCalled: 'Place to run',
      run: () => openPlaces(place.id),
    })),
    {
      ...common,
      id: 'add-place',
      label: 'Add a place to run',
      detail: 'Slurm, Ray',
      alsoCalled: 'cluster',
      run: () => {
        placeForm.add();
        openPlaces();
      },
    },
  ];
}

/** Those that are listed before something is typed. */
const listedFirst: readonly WindowCommandId[] = [
  ...(['save', 'newFromTemplate', 'newEmpty', 'importRuns'] as const),
  ...(['help', 'shortcuts', 'largerText', 'smallerText', 'usualText'] as const),
  ...(['present', 'doesDniHelp', 'run'] as const),
];
const inOrder: readonly WindowCommandId[] = [
  ...listedFirst,
  ...windowCommandIds.filter((id) => !listedFirst.includes(id)),
];
/** What the palette leaves out: views have a group of their own, and these go about on the canvas, which a list cannot do better. */
const leftOut: readonly WindowCommandId[] = [
  ...(['palette', ...views] as const),
  ...(['nextPart', 'previousPart'] as const),
  ...(['cut', 'copy', 'paste', 'menu', 'selectNothing'] as const),
  ...(['goLeft', 'goRight', 'goUp', 'goDown', 'nextEdge'] as const),
];
/** What stands beside a command, or in which words it is also sought. */
const details: Partial<Record<WindowCommandId, () => string>> = {
  newFromTemplate: () => 'Gallery',
  run: () => editor.spec.name,
  doesDniHelp: () => editor.spec.name,
  versions: () => 'History, go back',
  exportModel: () => 'JSON, picture, LaTeX, PyTorch',
  openModelFile: () => 'Import',
};
/** Only these words find it, not the name of its model. */
const ownWords: Partial<Record<WindowCommandId, readonly string[]>> = {
  newFromTemplate: ['template', 'gallery', 'new'],
  run: ['run', 'start', 'train'],
  doesDniHelp: ['does', 'dni', 'help'],
};
/** What a command is called elsewhere. */
function otherNameOf(id: WindowCommandId): string | undefined {
  const { label } = windowCommands[id];
  return label.startsWith('Add a node') ? label.replace('Add', 'Insert, create') : undefined;
}

const groupOf: Record<CommandPlace, string> = {
  window: 'Commands',
  canvas: 'On the canvas',
  live: 'On the run that the canvas shows',
  search: 'On the canvas',
  runs: 'On the selected runs',
  study: 'On the study',
  comparison: 'On the comparison',
  chart: 'On the chart',
};

/** The commands of the catalogue for which there is something here. */
function listCommands(): PaletteEntry[] {
  return inOrder.filter(isOffered).map((id) => ({
    id,
    group: groupOf[windowCommands[id].place],
    ...wordsOf(id),
    detail: isChosen(id) ? 'In use' : details[id]?.(),
    words: ownWords[id],
    alsoCalled: otherNameOf(id),
    isOnlySearched: !listedFirst.includes(id),
    // The palette has the focus until it is closed.
    run: () => requestAnimationFrame(() => runWindowCommand(id)),
  }));
}

/** What needs a selection on the canvas that is shown says so when it is chosen without one. */
function isOffered(id: WindowCommandId): boolean {
  if (leftOut.includes(id)) return false;
  const unmet = findUnmetNeed(id);
  return unmet === null ? isEnabled(id) || isTold.includes(id) : isSelection.includes(unmet);
}
const isSelection: readonly CommandNeed[] = ['selection', 'node', 'edge'];
/** They say themselves what is in the way. */
const isTold: readonly WindowCommandId[] = ['run', 'doesDniHelp'];

/** Groups entries by heading, in order of first appearance. */
export function groupEntries(entries: readonly PaletteEntry[]): [string, PaletteEntry[]][] {
  const groups = new Map<string, PaletteEntry[]>();
  for (const entry of entries) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return [...groups];
}

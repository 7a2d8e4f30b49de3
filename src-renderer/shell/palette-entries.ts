import { capitalize } from '#spec/letter-case';
import { findNodeEntry } from '#spec/node-catalogue';
import { listModelActions } from '../canvas/model-actions';
import { listCanvasCommands } from '../canvas/palette-commands';
import { goTo } from '../canvas/connect-mode/canvas-focus';
import { emptyExperiment, gallery } from '../canvas/gallery/gallery.svelte';
import { editor } from '../editor/editor.svelte';
import { launcher } from '../stores/launcher.svelte';
import { tellModels } from '../stores/model-details';
import { models } from '../stores/models.svelte';
import { presentation } from '../stores/presentation.svelte';
import { runTable } from '../stores/run-table.svelte';
import { runs } from '../stores/runs.svelte';
import { session, themeLabels, themes, views } from '../stores/session.svelte';
import { keysOf, shortcuts } from '../stores/shortcut-list';
import { sortByName } from '../stores/sort-by-name';
import { studies } from '../stores/studies.svelte';
import { textSize } from '../stores/text-size.svelte';
import { importRuns } from '../runs/import/import-runs.svelte';
import { dniQuestion } from '../studies/dni-question.svelte';
import { listSettings, openSetting } from './palette-settings';
import { shortcutHelp } from './shortcut-help.svelte';

export interface PaletteEntry {
  id: string;
  group: string;
  label: string;
  /** What tells it from others of its label, or says more of it. */
  detail?: string;
  shortcut?: string;
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
    ...listCommands(),
    ...listModelCommands(),
    ...listCanvasEntries(),
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
    label: capitalize(view),
    shortcut: keysOf(view),
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

function listCommands(): PaletteEntry[] {
  const group = 'Commands';
  return [
    {
      id: 'save',
      group,
      label: 'Save the model',
      shortcut: keysOf('save'),
      run: () => void editor.save({ keepVersion: true }),
    },
    {
      id: 'templates',
      group,
      label: 'New model from a template…',
      detail: 'Gallery',
      words: ['template', 'gallery', 'new'],
      run: () => gallery.show(),
    },
    {
      id: 'empty-model',
      group,
      label: 'New empty model',
      run: () => gallery.use(emptyExperiment),
    },
    {
      id: 'import-runs',
      group,
      label: 'Import curves of another program…',
      run: () => importRuns.show(),
    },
    {
      id: 'shortcuts',
      group,
      label: 'Show the keyboard shortcuts',
      shortcut: keysOf('help'),
      run: () => shortcutHelp.show(),
    },
    ...listTextSizes(),
    ...themes.map((theme) => ({
      id: `theme-${theme}`,
      group,
      label: `Theme: ${themeLabels[theme].toLowerCase()}`,
      isOnlySearched: true,
      run: () => session.setTheme(theme),
    })),
    {
      id: 'present',
      group,
      label: 'Present the canvas alone',
      shortcut: keysOf('present'),
      run: () => {
        session.show('build');
        presentation.enter();
      },
    },
    {
      id: 'does-dni-help',
      group,
      label: `Does DNI help ${editor.spec.name}?`,
      words: ['does', 'dni', 'help'],
      run: () => void dniQuestion.askOfCanvas(),
    },
    {
      id: 'run',
      group,
      label: `Run ${editor.spec.name}`,
      shortcut: keysOf('run'),
      words: ['run', 'start', 'train'],
      run: () => void launcher.runEditor(),
    },
  ];
}

/** More words by which the commands of the model's menu are found. */
const otherNames: Readonly<Record<string, string>> = {
  Versions: 'Versions of the model: history, go back',
  'Compare with…': 'Compare the model with…',
  'Save as template…': 'Save the model as a template…',
  'Recently deleted': 'Recently deleted models',
  'Export…': 'Export the model: JSON, picture, LaTeX, PyTorch…',
  'Open a file…': 'Open the file of a model: import…',
  Duplicate: 'Duplicate the model',
  Delete: 'Delete the model',
};

/** What the menu of the model has. Versions are shown below that menu, in the view of the canvas. */
function listModelCommands(): PaletteEntry[] {
  if (!editor.isOpen) return [];
  return listModelActions().flatMap((item) => {
    if (item === 'separator' || 'heading' in item || item.disabled) return [];
    return [
      {
        id: `model-action-${item.label}`,
        group: 'Commands',
        label: otherNames[item.label] ?? item.label,
        isOnlySearched: true,
        run: () => {
          session.show('build');
          // The palette has the focus until it is closed.
          requestAnimationFrame(() => item.run());
        },
      },
    ];
  });
}

function listCanvasEntries(): PaletteEntry[] {
  return listCanvasCommands().map(({ label, shortcut, run }) => ({
    id: `canvas-${label}`,
    group: 'On the canvas',
    label,
    shortcut,
    isOnlySearched: true,
    run: () => requestAnimationFrame(run),
  }));
}

/** In a browser, its own zoom changes the size of the text. */
function listTextSizes(): PaletteEntry[] {
  if (!textSize.isOwn) return [];
  const entry = (
    id: 'largerText' | 'smallerText' | 'usualText',
    run: () => void,
  ): PaletteEntry => ({
    ...{ id, group: 'Commands', label: shortcuts[id].label, shortcut: keysOf(id) },
    run,
  });
  return [
    entry('largerText', () => textSize.step(1)),
    entry('smallerText', () => textSize.step(-1)),
    entry('usualText', () => textSize.reset()),
  ];
}

/** Groups entries by heading, in order of first appearance. */
export function groupEntries(entries: readonly PaletteEntry[]): [string, PaletteEntry[]][] {
  const groups = new Map<string, PaletteEntry[]>();
  for (const entry of entries) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return [...groups];
}

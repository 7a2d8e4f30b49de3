import { capitalize } from '#spec/letter-case';
import { editor } from '../editor/editor.svelte';
import { launcher } from '../stores/launcher.svelte';
import { models } from '../stores/models.svelte';
import { runTable } from '../stores/run-table.svelte';
import { runs } from '../stores/runs.svelte';
import { session, views } from '../stores/session.svelte';
import { studies } from '../stores/studies.svelte';
import { importRuns } from '../runs/import/import-runs.svelte';
import { dniQuestion } from '../studies/dni-question.svelte';

export interface PaletteEntry {
  id: string;
  group: string;
  label: string;
  shortcut?: string;
  run: () => void;
}

/** Lists all entries of the command palette, commands first. */
export function listPaletteEntries(): PaletteEntry[] {
  return [
    {
      id: 'run',
      group: 'Commands',
      label: `Run ${editor.spec.name}`,
      shortcut: 'Mod+Enter',
      run: () => void launcher.runEditor(),
    },
    {
      id: 'does-dni-help',
      group: 'Commands',
      label: `Does DNI help ${editor.spec.name}?`,
      run: () => void dniQuestion.askOfCanvas(),
    },
    {
      id: 'import-runs',
      group: 'Commands',
      label: 'Import curves of another program…',
      run: () => importRuns.show(),
    },
    {
      id: 'save',
      group: 'Commands',
      label: 'Save the model',
      shortcut: 'Mod+S',
      run: () => void editor.save({ keepVersion: true }),
    },
    ...views.map((view, index) => ({
      id: `view-${view}`,
      group: 'Views',
      label: capitalize(view),
      shortcut: `Mod+${index + 1}`,
      run: () => session.show(view),
    })),
    ...studies.sorted.map((study) => ({
      id: `study-${study.id}`,
      group: 'Studies',
      label: study.name,
      run: () => studies.show(study.id),
    })),
    ...models.list.map((model) => ({
      id: `model-${model.id}`,
      group: 'Models',
      label: model.spec.name,
      run: () => {
        editor.open(model);
        session.show('build');
      },
    })),
    ...models.templates.map(({ id, spec }) => ({
      id: `template-${id}`,
      group: 'New from template',
      label: spec.name,
      run: () => {
        editor.openAsNew(spec);
        session.show('build');
      },
    })),
    ...runs.list.slice(0, 50).map((run) => ({
      id: `run-${run.id}`,
      group: 'Runs',
      label: `${run.name}, ${runTable.distinguish(run)}`,
      run: () => {
        runs.selectedId = run.id;
        session.show('runs');
      },
    })),
  ];
}

/** Groups entries by heading, in order of first appearance. */
export function groupEntries(entries: readonly PaletteEntry[]): [string, PaletteEntry[]][] {
  const groups = new Map<string, PaletteEntry[]>();
  for (const entry of entries) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return [...groups];
}

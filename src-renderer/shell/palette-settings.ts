import type { Experiment } from '#spec/experiment';
import {
  diagnosticsSettings,
  optimizerSettings,
  stopEarlySettings,
  trainingSettings,
} from '#spec/setting-catalogue';
import { taskSettings } from '#spec/task-catalogue';
import { builderPanels } from '../canvas/builder-panels.svelte';
import { editor } from '../editor/editor.svelte';
import { session } from '../stores/session.svelte';

/** A setting of a model as a whole, by the label of its field in the inspector. */
interface ModelSetting {
  label: string;
  group: string;
}

/** The settings of a model that are not those of a node or an edge. */
export function listSettings({ task, training }: Experiment): ModelSetting[] {
  const groups = [
    ['Task', taskSettings[task.kind]],
    ['Training', [...trainingSettings, ...stopEarlySettings.slice(0, 1)]],
    ['Optimizer', optimizerSettings[training.optimizer.kind]],
    ['Diagnostics', diagnosticsSettings],
  ] as const;
  const listed = groups.flatMap(([group, settings]) =>
    settings.map(({ label }) => ({ label, group })),
  );
  return [{ label: 'Data', group: 'Task' }, ...listed];
}

/** Shows the model's own settings, and gives the focus to the field with a label. */
export function openSetting(label: string): void {
  session.show('build');
  editor.select({});
  builderPanels.show('inspector');
  requestAnimationFrame(() => {
    const labels = document.querySelectorAll<HTMLLabelElement>('[aria-label="Inspector"] label');
    const found = [...labels].find(({ textContent }) => textContent.trim().startsWith(label));
    const field = found?.control;
    field?.scrollIntoView({ block: 'center' });
    field?.focus();
  });
}

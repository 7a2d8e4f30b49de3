import { editor } from '../editor/editor.svelte';
import { asText, loadPreference, savePreference } from '../stores/preferences';
import { models } from '../stores/models.svelte';
import { session } from '../stores/session.svelte';

/**
 * Puts something on the canvas as soon as a project is open: the model shown last, else its first
 * one, else a template's, so that the first thing seen is a model with its Run button. Call while a
 * component is made.
 */
export function openFirstModel(): void {
  let opened: string | null = null;
  $effect(() => {
    const project = session.project;
    if (!project || !models.loaded || opened === project.id) return;
    opened = project.id;
    const last = loadPreference<string | null>(`model.${project.directory}`, null, asText);
    const model = models.get(last) ?? models.list[0];
    if (model) editor.open(model);
    else startFromTemplate();
  });
  $effect(() => {
    if (session.project && editor.modelId !== null && opened === session.project.id)
      savePreference(`model.${session.project.directory}`, editor.modelId);
  });
}

function startFromTemplate(): void {
  const template = models.templates.find(({ id }) => id === 'mnist-cdni') ?? models.templates[0];
  if (template) editor.newFrom(template.spec);
}

import { editor } from '../editor/editor.svelte';
import { asText, loadPreference, savePreference } from '../stores/preferences';
import { models } from '../stores/models.svelte';
import { session } from '../stores/session.svelte';

/**
 * Opens a model as soon as a project is open: the one shown last, else the project's first model,
 * else a template, so that the window never starts with an empty canvas. Call it while a component
 * is initialised.
 */
export function openFirstModel(): void {
  let openedProjectId: string | null = null;
  $effect(() => {
    const project = session.project;
    if (!project || !models.isLoaded || openedProjectId === project.id) return;
    openedProjectId = project.id;
    const lastModelId = loadPreference<string | null>(`model.${project.directory}`, null, asText);
    const model = models.get(lastModelId) ?? models.list[0];
    if (model) editor.open(model);
    else startFromTemplate();
  });
  $effect(() => {
    if (session.project && editor.modelId !== null && openedProjectId === session.project.id)
      savePreference(`model.${session.project.directory}`, editor.modelId);
  });
}

function startFromTemplate(): void {
  const template = models.templates.find(({ id }) => id === 'mnist-cdni') ?? models.templates[0];
  if (template) editor.openAsNew(template.spec);
}

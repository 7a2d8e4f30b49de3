import { untrack } from 'svelte';
import type { Project } from '#api/types';
import type { Experiment } from '#spec/experiment';
import { parseExperiment } from '#spec/parse-experiment';
import { gallery } from '../canvas/gallery/gallery.svelte';
import { editor } from '../editor/editor.svelte';
import { openAnyModel } from '../editor/model-commands';
import { openModels } from '../editor/open-models.svelte';
import { models } from '../stores/models.svelte';
import { loadProjectPreference, saveProjectPreference } from '../stores/project-preferences';
import { session } from '../stores/session.svelte';

/**
 * Opens a model as soon as a project is open: one with changes that could not be saved before, else the
 * one shown last, else the project's first model, else a template, so that the window never starts with
 * an empty canvas. Call it while a component is initialised.
 */
export function openFirstModel(): void {
  let openedProjectId: string | null = null;
  $effect(() => {
    const project = session.project;
    if (!project || !models.isLoaded || openedProjectId === project.id) return;
    openedProjectId = project.id;
    untrack(() => openLastModel(project));
  });
  $effect(() => {
    const { project, snapshot } = editor.entry;
    if (!project || openedProjectId !== project.id) return;
    if (snapshot.id !== null) saveProjectPreference(project, 'model', snapshot.id);
    else if (snapshot.status.kind === 'new') saveProjectPreference(project, 'model', editor.spec);
  });
}

function openLastModel(project: Project): void {
  const last = loadProjectPreference(project, 'model', null, parseLastModel);
  const unsaved = openModels.restoreUnsaved(project);
  const saved = typeof last === 'string' ? models.get(last) : undefined;
  if (unsaved) editor.show(unsaved);
  else if (saved) editor.open(saved);
  else if (last !== null && typeof last !== 'string') editor.openAsNew(last);
  else openFirst();
  void session.attempt(async () => {
    const moved = await openModels.restoreMoved(project);
    if (moved && session.project?.id === project.id) editor.show(moved);
  });
}

/** A project without a model begins with a template; the gallery has others. */
function openFirst(): void {
  openAnyModel();
  if (models.list.length > 0) return;
  session.notify(`The project is new: it begins with '${editor.spec.name}'.`, 'info', {
    label: 'Templates…',
    run: () => gallery.show(),
  });
}

/** The id of a saved model, or a new model that has no file yet. */
function parseLastModel(value: unknown): string | Experiment | undefined {
  if (typeof value === 'string') return value;
  return parseExperiment(value).experiment ?? undefined;
}

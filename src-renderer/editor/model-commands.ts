import type { SavedModel } from '#api/types';
import type { Experiment } from '#spec/experiment';
import { freeName } from '#spec/taken-name';
import { createHistory, pushVersion } from './history';
import { blankExperiment, editor } from './editor.svelte';
import { openModels, type OpenModelEntry } from './open-models.svelte';
import type { ModelOrigin } from './open-model';
import { models } from '../stores/models.svelte';
import { session } from '../stores/session.svelte';

/** Commands on whole models: what the model menu and the banner of a conflict offer. */

/** Deleted models with their undo histories, by their place in the trash. */
const deletedEntries = new Map<string, OpenModelEntry>();

/** Opens a model of the project, else a template, so that the canvas is never empty. */
export function openAnyModel(list: readonly SavedModel[] = models.list): void {
  const [model] = list;
  const template = models.templates.find(({ id }) => id === 'mnist-cdni') ?? models.templates[0];
  if (model) editor.open(model);
  else editor.openAsNew(template?.spec ?? blankExperiment);
}

/** Adds a copy of the model on the canvas to the project, and opens it. */
export async function duplicateModel(): Promise<void> {
  editor.settle();
  await addModel({ history: createHistory(nameAsCopy(editor.spec)) });
}

/** Moves the model on the canvas to the trash. Throws WorkbenchError. The notice has an undo action. */
export async function deleteModel(): Promise<void> {
  const { entry } = editor;
  const { name } = entry.model.spec;
  await editor.flush();
  const { id } = entry.snapshot;
  if (id === null) return;
  entry.model.stop();
  try {
    const trashId = await models.delete(id);
    deletedEntries.set(trashId, entry);
    closeEntry(entry);
    session.notify(`'${name}' was deleted.`, 'info', {
      label: 'Undo',
      run: () => void session.attempt(() => restoreModel(trashId)),
    });
  } catch (error) {
    entry.model.resume();
    throw error;
  }
}

/** Brings a model back from the trash and opens it, with its undo history. Throws WorkbenchError. */
export async function restoreModel(trashId: string): Promise<void> {
  const saved = await models.restore(trashId);
  const entry = deletedEntries.get(trashId);
  deletedEntries.delete(trashId);
  if (entry) {
    entry.model.resume();
    entry.model.adopt(saved);
    openModels.put(entry);
    editor.show(entry);
  } else editor.open(saved);
  session.show('build');
}

/** Ends a conflict: adds my version to the project as a copy, and takes theirs for the model. */
export async function saveMineAsCopy(): Promise<void> {
  const { model } = editor.entry;
  const { history } = model.snapshot;
  const copy = nameAsCopy(history.present);
  await addModel({ history: pushVersion(history, copy, null, Date.now()) });
  model.takeTheirs();
}

/** Closes a model that another window has deleted. The notice has an undo action. */
export function closeDeletedModel(): void {
  const { entry } = editor;
  entry.model.stop();
  closeEntry(entry);
  session.notify(`'${entry.model.spec.name}' was closed.`, 'info', {
    label: 'Undo',
    run: () => {
      entry.model.resume();
      openModels.put(entry);
      editor.show(entry);
    },
  });
}

async function addModel(origin: ModelOrigin): Promise<void> {
  const { project } = editor.entry;
  if (project === null) return;
  const entry = openModels.add(project, origin);
  await entry.model.save();
  editor.show(entry);
}

function closeEntry(entry: OpenModelEntry): void {
  openModels.remove(entry);
  openAnyModel(models.list.filter(({ id }) => id !== entry.snapshot.id));
}

const maxNameLength = 200;

function nameAsCopy(experiment: Experiment): Experiment {
  const suffix = ', copy';
  const name = experiment.name.slice(0, maxNameLength - suffix.length) + suffix;
  return { ...experiment, name: freeName(name, models.names()) };
}

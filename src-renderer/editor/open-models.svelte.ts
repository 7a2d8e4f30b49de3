import type { Project, SavedModel } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { createHistory } from './history';
import { OpenModel, type ModelHost, type ModelOrigin, type ModelSnapshot } from './open-model';
import { restoredOrigin } from './restored-origin';
import { isSameExperiment } from './same-experiment';
import { isNotSaved } from './save-status';
import { keepCopy, otherPlaces, takeCopies, type UnsavedWork } from './unsaved-copies';
import { models } from '../stores/models.svelte';
import { session } from '../stores/session.svelte';
import { commitTypedText } from '../stores/typed-text';

let entryCount = 0;

/** An open model whose snapshot components can follow. */
export class OpenModelEntry {
  /** Identifies the entry, among those of all windows; unlike the id of its model, it never changes. */
  readonly key = `${Date.now()}-${++entryCount}`;
  readonly project: Project | null;
  readonly model: OpenModel;
  snapshot: ModelSnapshot;

  constructor(project: Project | null, origin: ModelOrigin) {
    this.project = project;
    this.model = new OpenModel(this.#createHost(project), origin);
    this.snapshot = $state.raw(this.model.snapshot);
  }

  #createHost(project: Project | null): ModelHost {
    const requireProject = async (): Promise<Project> => {
      if (project === null) throw new WorkbenchError('notFound', 'Open a project first.');
      return project;
    };
    return {
      save: async (request) => models.save({ ...request, projectId: (await requireProject()).id }),
      get: async (modelId) =>
        session.call('models.get', { projectId: (await requireProject()).id, modelId }),
      keepCopy: (work) => {
        if (project) keepCopy(project, this.key, work);
      },
      commitTypedText,
      onchange: () => (this.snapshot = this.model.snapshot),
    };
  }
}

/**
 * The models that were opened in this window, of all its projects. They stay here until the window is
 * closed, so that a model that is opened again has its undo history, and one that could not be saved
 * is tried again.
 */
class OpenModels {
  #entries = $state.raw<readonly OpenModelEntry[]>([]);
  /** The models with changes that cannot be saved at the moment. */
  notSaved = $derived(this.#entries.filter(({ snapshot }) => isNotSaved(snapshot.status)));
  #restoredProjects: string[] = [];

  constructor() {
    // Also after the connection was lost: what could not be saved is tried again.
    session.onProjectOpened(() => void this.flush());
  }

  /** The entry of a saved model: the present one, with its history, or a new one. */
  open(project: Project, { id, revision, spec }: SavedModel): OpenModelEntry {
    return (
      this.#find(project, id) ??
      this.add(project, { id, revision, history: createHistory(spec), unchanged: spec })
    );
  }

  add(project: Project, origin: ModelOrigin): OpenModelEntry {
    const entry = new OpenModelEntry(project, origin);
    this.put(entry);
    return entry;
  }

  put(entry: OpenModelEntry): void {
    this.#entries = [...this.#entries.filter((other) => other !== entry), entry];
  }

  remove(entry: OpenModelEntry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }

  /** Saves everything that is not saved yet. Never throws. */
  async flush(): Promise<void> {
    await Promise.all(this.#entries.map(({ model }) => model.flush()));
  }

  /**
   * Brings back the changes of an earlier window that could not be saved, with a notice, and returns
   * the model to show. To be called once the models of the project are loaded.
   */
  restoreUnsaved(project: Project): OpenModelEntry | null {
    if (this.#restoredProjects.includes(project.directory)) return null;
    this.#restoredProjects.push(project.directory);
    return (
      takeCopies(project)
        .map((work) => this.#restore(project, work))
        .at(-1) ?? null
    );
  }

  /** The same of changes that were made before the folder of the project was moved. Those of a copy of it stay its own. */
  async restoreMoved(project: Project): Promise<OpenModelEntry | null> {
    const places = otherPlaces(project);
    if (places.length === 0) return null;
    const recent = await session.call('projects.recent', {});
    const present = new Set(recent.flatMap((one) => (one.isGone ? [] : [one.directory])));
    const works = places
      .filter((directory) => !present.has(directory))
      .flatMap((directory) => takeCopies({ ...project, directory }));
    return works.map((work) => this.#restore(project, work)).at(-1) ?? null;
  }

  #restore(project: Project, work: UnsavedWork): OpenModelEntry {
    const isSame = ({ spec }: SavedModel): boolean => isSameExperiment(spec, work.spec);
    const saved = work.modelId === null ? models.list.find(isSame) : models.get(work.modelId);
    // The window was closed while the answer was on its way.
    if (saved && isSame(saved)) return this.open(project, saved);
    session.notify(
      `Changes to '${work.spec.name}' had not been saved when the window was closed. They are back.`,
    );
    return this.add(project, restoredOrigin(work, saved));
  }

  #find(project: Project, modelId: string): OpenModelEntry | undefined {
    return this.#entries.find(
      (entry) => entry.project?.id === project.id && entry.snapshot.id === modelId,
    );
  }
}

export const openModels = new OpenModels();

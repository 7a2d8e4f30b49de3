import type { CommandInput } from '#api/commands';
import type { SavedModel, Template } from '#api/types';
import { session } from './session.svelte';

/** The saved models of the open project, and the templates for new ones. */
export class Models {
  list = $state.raw<SavedModel[]>([]);
  templates = $state.raw<Template[]>([]);
  /** Whether they were loaded, or cannot be. */
  isLoaded = $state(false);

  constructor() {
    session.onProjectOpened(() => {
      this.isLoaded = false;
      void session.attempt(() => this.load()).finally(() => (this.isLoaded = true));
    });
    session.on('project.changed', ({ what }) => {
      if (what === 'models') void session.attempt(() => this.load());
    });
  }

  async load(): Promise<void> {
    const [list, templates] = await Promise.all([
      session.callInProject('models.list', {}),
      this.templates.length > 0 ? this.templates : session.call('templates.list', {}),
    ]);
    this.list = list;
    this.templates = templates;
  }

  get(id: string | null): SavedModel | undefined {
    return this.list.find((model) => model.id === id);
  }

  /** The names of the models, but that of the given one. */
  names(except: string | null = null): string[] {
    return this.list.filter(({ id }) => id !== except).map(({ spec }) => spec.name);
  }

  /** Saves a model; without an id, creates one. Throws WorkbenchError. */
  async save(request: CommandInput<'models.save'>): Promise<SavedModel> {
    const model = await session.call('models.save', request);
    if (request.projectId === session.project?.id) this.#put(model);
    return model;
  }

  /** Moves a model to the trash and returns its place there. Throws WorkbenchError. */
  async delete(modelId: string): Promise<string> {
    const { trashId } = await session.callInProject('models.delete', { modelId });
    this.list = this.list.filter((other) => other.id !== modelId);
    return trashId;
  }

  /** Brings a model back from the trash. Throws WorkbenchError. */
  async restore(trashId: string): Promise<SavedModel> {
    const model = await session.callInProject('models.restore', { trashId });
    this.#put(model);
    return model;
  }

  #put(model: SavedModel): void {
    this.list = this.get(model.id)
      ? this.list.map((other) => (other.id === model.id ? model : other))
      : [...this.list, model];
  }
}

export const models = new Models();

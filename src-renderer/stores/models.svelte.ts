import type { SavedModel, Template } from '#api/types';
import type { Experiment } from '#spec/experiment';
import { session } from './session.svelte';

/** The saved models of the open project, and the templates for new ones. */
export class Models {
  list = $state.raw<SavedModel[]>([]);
  templates = $state.raw<Template[]>([]);
  isLoaded = $state(false);

  constructor() {
    session.onProjectOpened(() => {
      this.isLoaded = false;
      void session.attempt(() => this.load());
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
    this.isLoaded = true;
  }

  get(id: string | null): SavedModel | undefined {
    return this.list.find((model) => model.id === id);
  }

  /** Saves a model; without an id, creates one. Throws WorkbenchError. */
  async save(spec: Experiment, modelId?: string): Promise<SavedModel> {
    const model = await session.callInProject('models.save', { spec, modelId });
    this.list = this.get(model.id)
      ? this.list.map((other) => (other.id === model.id ? model : other))
      : [...this.list, model];
    return model;
  }

  /** Throws WorkbenchError. Shows a notice with an Undo action. */
  async delete(modelId: string): Promise<void> {
    const model = this.get(modelId);
    await session.callInProject('models.delete', { modelId });
    this.list = this.list.filter((other) => other.id !== modelId);
    if (model)
      session.notify(`Model '${model.spec.name}' was deleted.`, 'info', {
        label: 'Undo',
        run: () => void session.attempt(() => this.save(model.spec, model.id)),
      });
  }
}

export const models = new Models();

import type { CommandInput } from '#api/commands';
import type { SavedModel } from '#api/types';
import { session } from './session.svelte';

/** The templates that were saved in the open project. */
class OwnTemplates {
  list = $state.raw<SavedModel[]>([]);

  constructor() {
    session.onProjectOpened(() => void session.attempt(() => this.load()));
    session.on('project.changed', ({ what }) => {
      if (what === 'templates') void session.attempt(() => this.load());
    });
  }

  async load(): Promise<void> {
    this.list = await session.callInProject('ownTemplates.list', {});
  }

  /** Without an id, a new one is saved. Throws WorkbenchError. */
  async save(request: Omit<CommandInput<'ownTemplates.save'>, 'projectId'>): Promise<SavedModel> {
    const saved = await session.callInProject('ownTemplates.save', request);
    await this.load();
    return saved;
  }

  /** Moves a template to the trash; the notice has an undo action. Throws WorkbenchError. */
  async delete({ id, spec }: SavedModel): Promise<void> {
    const { trashId } = await session.callInProject('ownTemplates.delete', { templateId: id });
    await this.load();
    session.notify(`The template '${spec.name}' was deleted.`, 'info', {
      label: 'Undo',
      run: () => void session.attempt(() => this.restore(trashId)),
    });
  }

  /** Throws WorkbenchError. */
  async restore(trashId: string): Promise<void> {
    await session.callInProject('ownTemplates.restore', { trashId });
    await this.load();
  }
}

export const ownTemplates = new OwnTemplates();

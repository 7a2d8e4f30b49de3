import type { EventPayload } from '#api/events';
import type { CommandInput, CommandOutput } from '#api/commands';
import { session } from './session.svelte';

export type Dataset = CommandOutput<'datasets.list'>[number];
export type ImportRequest = CommandInput<'datasets.import'>['request'];

/** The imported data sets of the open project, and the imports under way. */
export class Datasets {
  list = $state.raw<Dataset[]>([]);
  progress = $state.raw<EventPayload<'dataset.progress'> | null>(null);
  importing = $state(false);

  constructor() {
    session.whenOpened(() => void session.attempt(() => this.load()));
    session.on('project.changed', ({ what }) => {
      if (what === 'datasets') void session.attempt(() => this.load());
    });
    session.on('dataset.progress', (progress) => {
      if (this.importing) this.progress = progress;
    });
  }

  async load(): Promise<void> {
    this.list = await session.inProject('datasets.list', {});
  }

  /** Throws WorkbenchError with the byte or line where the data went wrong. */
  async import(request: ImportRequest): Promise<Dataset> {
    this.importing = true;
    try {
      const dataset = await session.inProject('datasets.import', { request });
      await this.load();
      return dataset;
    } finally {
      this.importing = false;
      this.progress = null;
    }
  }

  /** Throws WorkbenchError. */
  async delete(datasetId: string): Promise<void> {
    await session.inProject('datasets.delete', { datasetId });
    await this.load();
  }
}

export const datasets = new Datasets();

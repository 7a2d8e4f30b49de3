import type { EventPayload } from '#api/events';
import type { CommandInput, CommandOutput } from '#api/commands';
import { SvelteSet } from 'svelte/reactivity';
import { session } from './session.svelte';

export type Dataset = CommandOutput<'datasets.list'>[number];
export type ImportRequest = CommandInput<'datasets.import'>['request'];

/** The imported data sets of the open project, and the progress of a running import. */
export class Datasets {
  list = $state.raw<Dataset[]>([]);
  progress = $state.raw<EventPayload<'dataset.progress'> | null>(null);
  isImporting = $state(false);
  /** The data sets whose details are shown. */
  readonly expandedIds = new SvelteSet<string>();

  constructor() {
    session.onProjectOpened(() => void session.attempt(() => this.load()));
    session.on('project.changed', ({ what }) => {
      if (what === 'datasets') void session.attempt(() => this.load());
    });
    session.on('dataset.progress', (progress) => {
      if (this.isImporting) this.progress = progress;
    });
  }

  async load(): Promise<void> {
    this.list = await session.callInProject('datasets.list', {});
  }

  /** Throws WorkbenchError with the byte or line of the first error in the data. */
  async import(request: ImportRequest): Promise<Dataset> {
    this.isImporting = true;
    try {
      const dataset = await session.callInProject('datasets.import', { request });
      await this.load();
      return dataset;
    } finally {
      this.isImporting = false;
      this.progress = null;
    }
  }

  /** Shows or hides the details of a data set. */
  expand(datasetId: string, isExpanded: boolean): void {
    if (isExpanded) this.expandedIds.add(datasetId);
    else this.expandedIds.delete(datasetId);
  }

  /** Shows the details of one data set, and hides those of all others. */
  expandOnly(datasetId: string): void {
    this.expandedIds.clear();
    this.expandedIds.add(datasetId);
  }

  /** Throws WorkbenchError. */
  async delete(datasetId: string): Promise<void> {
    await session.callInProject('datasets.delete', { datasetId });
    this.expandedIds.delete(datasetId);
    await this.load();
  }
}

export const datasets = new Datasets();

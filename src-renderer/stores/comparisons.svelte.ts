import type { CommandInput } from '#api/commands';
import type { Comparison } from '#api/types';
import { session } from './session.svelte';

export type ComparisonDraft = CommandInput<'comparisons.save'>['comparison'];

/** The saved comparisons of the open project. */
export class Comparisons {
  list = $state.raw<Comparison[]>([]);
  isLoaded = $state(false);

  constructor() {
    session.onProjectOpened(() => {
      this.isLoaded = false;
      void session.attempt(() => this.load());
    });
    session.on('project.changed', ({ what }) => {
      if (what === 'comparisons') void session.attempt(() => this.load());
    });
  }

  async load(): Promise<void> {
    this.list = await session.callInProject('comparisons.list', {});
    this.isLoaded = true;
  }

  /** Throws WorkbenchError. */
  async save(comparison: ComparisonDraft): Promise<Comparison> {
    const saved = await session.callInProject('comparisons.save', { comparison });
    this.list = this.list.some((other) => other.id === saved.id)
      ? this.list.map((other) => (other.id === saved.id ? saved : other))
      : [...this.list, saved];
    return saved;
  }

  /** Throws WorkbenchError. Shows a notice with an Undo action. */
  async delete(comparisonId: string): Promise<void> {
    const comparison = this.list.find((other) => other.id === comparisonId);
    await session.callInProject('comparisons.delete', { comparisonId });
    this.list = this.list.filter((other) => other.id !== comparisonId);
    if (!comparison) return;
    const draft: ComparisonDraft = { ...comparison };
    delete (draft as { modified?: string }).modified;
    session.notify(`Comparison '${comparison.name}' was deleted.`, 'info', {
      label: 'Undo',
      run: () => void session.attempt(() => this.save(draft)),
    });
  }
}

export const comparisons = new Comparisons();

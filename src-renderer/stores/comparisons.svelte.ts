import type { CommandInput, CommandOutput } from '#api/commands';
import type { Comparison } from '#spec/comparison';
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

  /**
   * Saves a comparison; without an id, creates one. Throws WorkbenchError: `conflict` if the saved one is
   * not that of `baseRevision`.
   */
  async save(comparison: ComparisonDraft, baseRevision?: string): Promise<Comparison> {
    const saved = await session.callInProject('comparisons.save', { comparison, baseRevision });
    this.#put(saved);
    return saved;
  }

  /** Moves a comparison to the trash and returns its place there. Throws WorkbenchError. */
  async delete(comparisonId: string): Promise<string> {
    const { trashId } = await session.callInProject('comparisons.delete', { comparisonId });
    this.list = this.list.filter((other) => other.id !== comparisonId);
    return trashId;
  }

  /** Brings a comparison back from the trash. Throws WorkbenchError. */
  async restore(trashId: string): Promise<Comparison> {
    const restored = await session.callInProject('comparisons.restore', { trashId });
    this.#put(restored);
    return restored;
  }

  /** The deleted comparisons that can be brought back, the last deleted first. Throws WorkbenchError. */
  listTrash(): Promise<CommandOutput<'comparisons.trash'>> {
    return session.callInProject('comparisons.trash', {});
  }

  #put(saved: Comparison): void {
    this.list = this.list.some((other) => other.id === saved.id)
      ? this.list.map((other) => (other.id === saved.id ? saved : other))
      : [...this.list, saved];
  }
}

export const comparisons = new Comparisons();

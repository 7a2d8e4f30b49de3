import type { CommandInput, CommandOutput } from '#api/commands';
import type { ReportedSource } from '#spec/reported';
import { session } from './session.svelte';

type SourceDraft = CommandInput<'reported.save'>['source'];

/** The reported results of the open project, and those that come with the program. */
export class Reported {
  list = $state.raw<ReportedSource[]>([]);
  bundled = $state.raw<ReportedSource[]>([]);
  isLoaded = $state(false);
  sources = $derived<readonly ReportedSource[]>([...this.list, ...this.bundled]);

  constructor() {
    session.onProjectOpened(() => {
      this.isLoaded = false;
      void session.attempt(() => this.load());
    });
    session.on('project.changed', ({ what }) => {
      if (what === 'reported') void session.attempt(() => this.load());
    });
  }

  async load(): Promise<void> {
    const [list, bundled] = await Promise.all([
      session.callInProject('reported.list', {}),
      this.bundled.length > 0 ? this.bundled : session.call('reported.bundled', {}),
    ]);
    this.list = list;
    this.bundled = bundled;
    this.isLoaded = true;
  }

  /** Saves a source; without an id, creates one. Throws WorkbenchError: `conflict` if another program has changed it. */
  async save(source: SourceDraft, baseRevision?: string): Promise<ReportedSource> {
    const saved = await session.callInProject('reported.save', { source, baseRevision });
    this.#put(saved);
    return saved;
  }

  /** Moves a source to the trash and returns its place there. Throws WorkbenchError. */
  async delete(sourceId: string): Promise<string> {
    const { trashId } = await session.callInProject('reported.delete', { sourceId });
    this.list = this.list.filter(({ id }) => id !== sourceId);
    return trashId;
  }

  /** Brings a source back from the trash. Throws WorkbenchError. */
  async restore(trashId: string): Promise<ReportedSource> {
    const restored = await session.callInProject('reported.restore', { trashId });
    this.#put(restored);
    return restored;
  }

  /** The deleted sources that can be brought back, the last deleted first. Throws WorkbenchError. */
  listTrash(): Promise<CommandOutput<'reported.trash'>> {
    return session.callInProject('reported.trash', {});
  }

  #put(saved: ReportedSource): void {
    this.list = this.list.some(({ id }) => id === saved.id)
      ? this.list.map((other) => (other.id === saved.id ? saved : other))
      : [...this.list, saved];
  }
}

export const reported = new Reported();

import type { CommandOutput } from '#api/commands';
import { session } from '../stores/session.svelte';

export type ListedCorpus = CommandOutput<'corpora.list'>[number];
export type CorpusState = ListedCorpus['state'];

/** The known corpora, which the program can download, and the state of each in the open project. */
export class Corpora {
  list = $state.raw<ListedCorpus[]>([]);
  /** Numbers the loads, so that the answer to an outdated one is dropped. */
  #loadNumber = 0;
  /** The states by corpus id that arrived during a load, whose answer may be older. */
  #latestStates: Record<string, CorpusState> = {};

  constructor() {
    session.onProjectOpened(() => void session.attempt(() => this.load()));
    session.on('project.changed', ({ what }) => {
      if (what === 'datasets') void session.attempt(() => this.load());
    });
    session.on('corpus.changed', ({ state }) => this.#applyState(state));
  }

  async load(): Promise<void> {
    const loadNumber = ++this.#loadNumber;
    const latestStates: Record<string, CorpusState> = (this.#latestStates = {});
    const list = await session.callInProject('corpora.list', {});
    if (loadNumber !== this.#loadNumber) return;
    this.list = list.map((listed) => ({
      ...listed,
      state: latestStates[listed.corpus.id] ?? listed.state,
    }));
  }

  /**
   * Starts a download, or an import from a folder. Throws WorkbenchError if it cannot start; a
   * later failure is in the state.
   */
  async fetch(corpusId: string, from?: string): Promise<void> {
    this.#applyState(await session.callInProject('corpora.fetch', { corpusId, from }));
  }

  async cancel(corpusId: string): Promise<void> {
    await session.callInProject('corpora.cancel', { corpusId });
  }

  /** Deletes the downloaded files of an unfinished fetch. */
  async forget(corpusId: string): Promise<void> {
    await session.callInProject('corpora.forget', { corpusId });
  }

  #applyState(state: CorpusState): void {
    this.#latestStates[state.corpusId] = state;
    const previous = this.list.find(({ corpus }) => corpus.id === state.corpusId);
    this.list = this.list.map((listed) => (listed === previous ? { ...listed, state } : listed));
    if (previous && state.imported && !previous.state.imported)
      session.notify(`${previous.corpus.name} is in the project.`, 'success');
  }
}

export const corpora = new Corpora();

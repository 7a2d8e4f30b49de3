import type { CommandOutput } from '#api/commands';
import { session } from '../stores/session.svelte';

export type ListedCorpus = CommandOutput<'corpora.list'>[number];
export type CorpusState = ListedCorpus['state'];

/** The corpora that the program knows where to get, and how each stands in the open project. */
export class Corpora {
  list = $state.raw<ListedCorpus[]>([]);
  #turn = 0;
  /** Told while the list was on its way, which may be older. */
  #heard: Record<string, CorpusState> = {};

  constructor() {
    session.whenOpened(() => void session.attempt(() => this.load()));
    session.on('project.changed', ({ what }) => {
      if (what === 'datasets') void session.attempt(() => this.load());
    });
    session.on('corpus.changed', ({ state }) => this.#take(state));
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    const heard: Record<string, CorpusState> = (this.#heard = {});
    const list = await session.inProject('corpora.list', {});
    if (turn !== this.#turn) return;
    this.list = list.map((each) => ({ ...each, state: heard[each.corpus.id] ?? each.state }));
  }

  /** Throws WorkbenchError where it cannot begin; what goes wrong later is in its state. */
  async fetch(corpusId: string, from?: string): Promise<void> {
    this.#take(await session.inProject('corpora.fetch', { corpusId, from }));
  }

  async cancel(corpusId: string): Promise<void> {
    await session.inProject('corpora.cancel', { corpusId });
  }

  /** Deletes what was kept of a fetch. */
  async forget(corpusId: string): Promise<void> {
    await session.inProject('corpora.forget', { corpusId });
  }

  #take(state: CorpusState): void {
    this.#heard[state.corpusId] = state;
    const before = this.list.find(({ corpus }) => corpus.id === state.corpusId);
    this.list = this.list.map((each) => (each === before ? { ...each, state } : each));
    if (before && state.imported && !before.state.imported)
      session.notify(`${before.corpus.name} is in the project.`, 'success');
  }
}

export const corpora = new Corpora();

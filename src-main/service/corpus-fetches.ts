import type { EmitEvent } from '#api/events';
import type { CorpusState, ListedCorpus } from '#api/types';
import { fetchCorpus, removeDownloads, downloadedBytesOf } from '#data/fetch/fetch-corpus';
import { refuseTaken } from '#data/import/import-dataset';
import { listDatasets } from '#data/import/imported';
import { corpusBytes, knownCorpora, type Corpus, type CorpusProgress } from '#spec/corpora';
import { messageOf, WorkbenchError } from '#spec/errors';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { downloadsFolder } from '#tensorflow/runtime/cache';

export interface CorpusFetchesOptions {
  corpora: readonly Corpus[];
  /** Folder for what has arrived until it is imported. */
  downloads: string;
}

/** A fetch under way. */
interface Fetch {
  project: ProjectFolder;
  stop: AbortController;
  progress: CorpusProgress;
  ended: Promise<void>;
}

/** The known corpora and the fetches under way: at most one of each corpus, whatever the project. */
export class CorpusFetches {
  readonly #emit: EmitEvent;
  readonly #corpora: readonly Corpus[];
  readonly #downloads: string;
  readonly #fetches = new Map<string, Fetch>();
  /** Why the last fetch failed, by project and corpus. */
  readonly #failures = new Map<string, string>();

  constructor(emit: EmitEvent, options: Partial<CorpusFetchesOptions> = {}) {
    this.#emit = emit;
    this.#corpora = options.corpora ?? knownCorpora;
    this.#downloads = options.downloads ?? downloadsFolder();
  }

  async list(project: ProjectFolder): Promise<ListedCorpus[]> {
    const datasets = await listDatasets(datasetsDirectory(project));
    const imported = new Set(datasets.map(({ id }) => id));
    return Promise.all(
      this.#corpora.map(async (corpus) => ({
        corpus,
        state: await this.#stateOf(project.id, corpus, imported.has(corpus.id)),
      })),
    );
  }

  /** Throws `conflict` where the corpus is in the project, or on its way to this or another one. */
  async start(project: ProjectFolder, corpusId: string, from?: string): Promise<CorpusState> {
    const corpus = this.#corpus(corpusId);
    await refuseTaken(datasetsDirectory(project), corpusId);
    if (this.#fetches.has(corpusId))
      throw new WorkbenchError('conflict', `${corpus.name} is being fetched already.`);
    const stop = new AbortController();
    const fetch: Fetch = {
      project,
      stop,
      progress: {
        stage: from === undefined ? 'fetching' : 'checking',
        bytes: 0,
        totalBytes: corpusBytes(corpus),
        secondsLeft: null,
        message: 'Beginning',
      },
      ended: Promise.resolve(),
    };
    this.#fetches.set(corpusId, fetch);
    this.#failures.delete(keyOf(project.id, corpusId));
    fetch.ended = this.#drive(corpus, fetch, from);
    const state = await this.#stateOf(project.id, corpus, false);
    return { ...state, progress: fetch.progress };
  }

  /** Resolves once the fetch has ended; does nothing where there is none in this project. */
  async cancel(project: ProjectFolder, corpusId: string): Promise<void> {
    const fetch = this.#fetches.get(corpusId);
    if (fetch?.project.id !== project.id) return;
    fetch.stop.abort();
    await fetch.ended;
  }

  /** Deletes what is kept of a corpus. */
  async forget(project: ProjectFolder, corpusId: string): Promise<void> {
    const corpus = this.#corpus(corpusId);
    if (this.#fetches.has(corpusId))
      throw new WorkbenchError('conflict', `${corpus.name} is being fetched. Cancel that first.`);
    await removeDownloads(corpus, this.#downloads);
    this.#failures.delete(keyOf(project.id, corpusId));
    await this.#tell(project, corpus);
  }

  async close(): Promise<void> {
    const fetches = [...this.#fetches.values()];
    for (const { stop } of fetches) stop.abort();
    await Promise.all(fetches.map(({ ended }) => ended));
  }

  /** Runs a fetch to its end, whichever that is. Never rejects. */
  async #drive(corpus: Corpus, fetch: Fetch, from: string | undefined): Promise<void> {
    const { project, stop } = fetch;
    const projectId = project.id;
    let kept = 0;
    try {
      kept = await downloadedBytesOf(corpus, this.#downloads);
      await fetchCorpus(corpus, {
        place: datasetsDirectory(project),
        from,
        downloads: this.#downloads,
        signal: stop.signal,
        report: (progress) => {
          fetch.progress = progress;
          const state = { corpusId: corpus.id, imported: false, kept, progress, failure: null };
          this.#emit('corpus.changed', { projectId, state });
        },
      });
      this.#emit('project.changed', { projectId, what: 'datasets' });
    } catch (error) {
      if (!stop.signal.aborted) this.#failures.set(keyOf(projectId, corpus.id), messageOf(error));
    } finally {
      this.#fetches.delete(corpus.id);
      await this.#tell(project, corpus);
    }
  }

  async #tell(project: ProjectFolder, corpus: Corpus): Promise<void> {
    const datasets = await listDatasets(datasetsDirectory(project));
    const imported = datasets.some(({ id }) => id === corpus.id);
    const state = await this.#stateOf(project.id, corpus, imported);
    this.#emit('corpus.changed', { projectId: project.id, state });
  }

  async #stateOf(projectId: string, corpus: Corpus, imported: boolean): Promise<CorpusState> {
    const fetch = this.#fetches.get(corpus.id);
    return {
      corpusId: corpus.id,
      imported,
      kept: await downloadedBytesOf(corpus, this.#downloads),
      progress: fetch?.project.id === projectId ? fetch.progress : null,
      failure: this.#failures.get(keyOf(projectId, corpus.id)) ?? null,
    };
  }

  #corpus(id: string): Corpus {
    const corpus = this.#corpora.find((each) => each.id === id);
    if (corpus) return corpus;
    throw new WorkbenchError('notFound', `There is no known corpus '${id}'.`);
  }
}

function keyOf(projectId: string, corpusId: string): string {
  return `${projectId} ${corpusId}`;
}

import type { EmitEvent } from '#api/events';
import type { CorpusState, ListedCorpus } from '#api/types';
import { fetchCorpus, removeDownloads, downloadedBytesOf } from '#data/fetch/fetch-corpus';
import { assertIdIsFree } from '#data/import/import-dataset';
import { listDatasets } from '#data/import/stored-dataset';
import { corpusBytes, knownCorpora, type Corpus, type CorpusProgress } from '#spec/corpora';
import { messageOf, WorkbenchError } from '#spec/errors';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { downloadsFolder } from '#tensorflow/runtime/cache';

export interface CorpusFetchesOptions {
  corpora: readonly Corpus[];
  /** Folder for downloaded files until they are imported. */
  downloads: string;
}

/** A fetch in progress. */
interface CorpusFetch {
  project: ProjectFolder;
  stop: AbortController;
  progress: CorpusProgress;
  ended: Promise<void>;
}

/** Lists the known corpora and downloads them. Runs at most one fetch per corpus for all projects. */
export class CorpusFetches {
  readonly #emit: EmitEvent;
  readonly #corpora: readonly Corpus[];
  readonly #downloads: string;
  readonly #fetches = new Map<string, CorpusFetch>();
  /** The error message of the last fetch by project and corpus. */
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
        state: await this.#readState(project.id, corpus, imported.has(corpus.id)),
      })),
    );
  }

  /**
   * Starts a fetch and returns its state. Throws WorkbenchError `conflict` if the project already has
   * the corpus or if it is being fetched for any project.
   */
  async start(project: ProjectFolder, corpusId: string, from?: string): Promise<CorpusState> {
    const corpus = this.#findCorpus(corpusId);
    await assertIdIsFree(datasetsDirectory(project), corpusId);
    if (this.#fetches.has(corpusId))
      throw new WorkbenchError('conflict', `${corpus.name} is being fetched already.`);
    const stop = new AbortController();
    const fetch: CorpusFetch = {
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
    fetch.ended = this.#runFetch(corpus, fetch, from);
    const state = await this.#readState(project.id, corpus, false);
    return { ...state, progress: fetch.progress };
  }

  /** Cancels the fetch of a corpus for this project, if there is one, and waits for its end. */
  async cancel(project: ProjectFolder, corpusId: string): Promise<void> {
    const fetch = this.#fetches.get(corpusId);
    if (fetch?.project.id !== project.id) return;
    fetch.stop.abort();
    await fetch.ended;
  }

  /** Deletes the downloaded files of a corpus. Throws WorkbenchError `conflict` during its fetch. */
  async discardDownloads(project: ProjectFolder, corpusId: string): Promise<void> {
    const corpus = this.#findCorpus(corpusId);
    if (this.#fetches.has(corpusId))
      throw new WorkbenchError('conflict', `${corpus.name} is being fetched. Cancel that first.`);
    await removeDownloads(corpus, this.#downloads);
    this.#failures.delete(keyOf(project.id, corpusId));
    await this.#emitState(project, corpus);
  }

  async close(): Promise<void> {
    const fetches = [...this.#fetches.values()];
    for (const { stop } of fetches) stop.abort();
    await Promise.all(fetches.map(({ ended }) => ended));
  }

  /** Runs a fetch until it succeeds, fails or is cancelled. Never rejects. */
  async #runFetch(corpus: Corpus, fetch: CorpusFetch, from: string | undefined): Promise<void> {
    const { project, stop } = fetch;
    const projectId = project.id;
    let keptBytes = 0;
    try {
      keptBytes = await downloadedBytesOf(corpus, this.#downloads);
      await fetchCorpus(corpus, {
        datasets: datasetsDirectory(project),
        from,
        downloads: this.#downloads,
        signal: stop.signal,
        report: (progress) => {
          fetch.progress = progress;
          const state = {
            corpusId: corpus.id,
            imported: false,
            kept: keptBytes,
            progress,
            failure: null,
          };
          this.#emit('corpus.changed', { projectId, state });
        },
      });
      this.#emit('project.changed', { projectId, what: 'datasets' });
    } catch (error) {
      if (!stop.signal.aborted) this.#failures.set(keyOf(projectId, corpus.id), messageOf(error));
    } finally {
      this.#fetches.delete(corpus.id);
      await this.#emitState(project, corpus);
    }
  }

  async #emitState(project: ProjectFolder, corpus: Corpus): Promise<void> {
    const datasets = await listDatasets(datasetsDirectory(project));
    const imported = datasets.some(({ id }) => id === corpus.id);
    const state = await this.#readState(project.id, corpus, imported);
    this.#emit('corpus.changed', { projectId: project.id, state });
  }

  async #readState(projectId: string, corpus: Corpus, imported: boolean): Promise<CorpusState> {
    const fetch = this.#fetches.get(corpus.id);
    return {
      corpusId: corpus.id,
      imported,
      kept: await downloadedBytesOf(corpus, this.#downloads),
      progress: fetch?.project.id === projectId ? fetch.progress : null,
      failure: this.#failures.get(keyOf(projectId, corpus.id)) ?? null,
    };
  }

  #findCorpus(id: string): Corpus {
    const corpus = this.#corpora.find((each) => each.id === id);
    if (corpus) return corpus;
    throw new WorkbenchError('notFound', `There is no known corpus '${id}'.`);
  }
}

function keyOf(projectId: string, corpusId: string): string {
  return `${projectId} ${corpusId}`;
}

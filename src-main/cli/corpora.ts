import { fetchCorpus, downloadedBytesOf } from '#data/fetch/fetch-corpus';
import { listDatasets } from '#data/import/stored-dataset';
import { corpusBytes, isVerifiable, knownCorpora, type Corpus } from '#spec/corpora';
import { WorkbenchError } from '#spec/errors';
import { findClosestMatch } from '#spec/closest-match';
import { formatMegabytes } from '#spec/format-megabytes';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { downloadsFolder } from '#tensorflow/runtime/cache';
import { onInterrupt } from '../launch/interrupt-signals';
import { exitStatus } from './exit-status';
import { createFetchProgress } from './fetch-progress';
import { describeImport } from './import-data';
import { print, printAll, printToStderr } from './output';
import { findOrCreateProject, findProject, projectDirectory } from './find-project';
import { formatTable, shellQuote } from './format';

export interface CorporaOptions {
  project?: string;
  json?: boolean;
}

/** `corpora`: lists the corpora that can be fetched, and which of them the project has. */
export async function corpora({ project, json }: CorporaOptions): Promise<void> {
  const folder = await findProject(projectDirectory(project));
  const datasets = folder ? await listDatasets(datasetsDirectory(folder)) : [];
  const downloads = downloadsFolder();
  const rows = await Promise.all(
    knownCorpora.map(async (corpus) => ({
      ...corpus,
      bytes: corpusBytes(corpus),
      imported: datasets.some(({ id }) => id === corpus.id),
      kept: await downloadedBytesOf(corpus, downloads),
    })),
  );
  if (json) {
    print(JSON.stringify(rows));
    return;
  }
  const cells = rows.map(({ id, name, bytes, imported, kept, files, licence }) => [
    id,
    name,
    formatMegabytes(bytes),
    imported ? 'in the project' : kept > 0 ? `${formatMegabytes(kept)} fetched` : 'not here',
    licence,
    new URL(files[0]?.urls[0] ?? '').host,
  ]);
  printAll(formatTable([['corpus', 'name', 'size', 'state', 'licence', 'from'], ...cells], [2]));
  printAll(['', 'Nothing is fetched unasked: fetch one with `npm run -s dni -- fetch CORPUS`.']);
}

export interface FetchOptions {
  project?: string;
  from?: string;
  json?: boolean;
}

/**
 * `fetch`: downloads a known corpus and imports it into the project, which is created if it is missing.
 * Ctrl-C keeps the bytes that have arrived. Returns the exit status. Tests pass their own `sources`.
 */
export async function fetchInto(
  id: string,
  { project, from, json }: FetchOptions,
  sources: { corpora?: readonly Corpus[]; downloads?: string } = {},
): Promise<number> {
  const { corpora: available = knownCorpora, downloads = downloadsFolder() } = sources;
  const corpus = available.find((candidate) => candidate.id === id);
  if (!corpus) throw unknownCorpusError(id, available);
  const directory = projectDirectory(project);
  const existing = await findProject(directory);
  const datasetsOf = (folder: ProjectFolder): string => datasetsDirectory(folder);
  if (from === undefined) printTerms(corpus);
  const abort = new AbortController();
  const removeListener = onInterrupt(
    () => abort.abort(),
    () => process.exit(exitStatus.interrupted),
  );
  const progress = createFetchProgress();
  try {
    const manifest = await fetchCorpus(corpus, {
      downloads,
      datasets: existing
        ? datasetsOf(existing)
        : async () => datasetsOf(await findOrCreateProject(directory)),
      from,
      report: progress.report,
      signal: abort.signal,
    });
    progress.end();
    if (json) print(JSON.stringify(manifest));
    else printAll([...describeImport(manifest), `It came from: ${manifest.source}.`]);
    return exitStatus.finished;
  } catch (error) {
    progress.end();
    if (!abort.signal.aborted) throw error;
    const keptBytes = await downloadedBytesOf(corpus, downloads);
    printToStderr(
      keptBytes > 0
        ? `Stopped. ${formatMegabytes(keptBytes)} of ${formatMegabytes(corpusBytes(corpus))} are kept: \`npm run -s dni -- fetch ${shellQuote(id)}\` goes on from there.`
        : 'Stopped. Nothing is kept.',
    );
    return exitStatus.interrupted;
  } finally {
    removeListener();
  }
}

function printTerms(corpus: Corpus): void {
  printToStderr(`${corpus.name}: ${corpus.about}`);
  printToStderr(`From: ${corpus.page}`);
  printToStderr(`Terms: ${corpus.terms}`);
  if (!isVerifiable(corpus)) printToStderr('Not verified: no checksum is known of all its files.');
}

function unknownCorpusError(id: string, available: readonly Corpus[]): WorkbenchError {
  const ids = available.map((corpus) => corpus.id);
  const suggestion = findClosestMatch(id, ids);
  return new WorkbenchError(
    'notFound',
    `There is no known corpus '${id}'.${suggestion ? ` Did you mean '${suggestion}'?` : ''} There are ${ids.join(', ')}.`,
  );
}

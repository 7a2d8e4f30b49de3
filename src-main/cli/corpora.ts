import { fetchCorpus, downloadedBytesOf } from '#data/fetch/fetch-corpus';
import { listDatasets } from '#data/import/imported';
import { corpusBytes, isVerifiable, knownCorpora, type Corpus } from '#spec/corpora';
import { WorkbenchError } from '#spec/errors';
import { nearest } from '#spec/nearest';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { downloadsFolder } from '#tensorflow/runtime/cache';
import { onInterrupt } from '../launch/interrupts';
import { exitStatus } from './exit-status';
import { showProgress } from './fetch-progress';
import { describeImport } from './import-data';
import { print, printAll, tell } from './output';
import { findOrMakeProject, findProject, projectDirectory } from './project-place';
import { formatMegabytes, formatTable, quoted } from './text';

export interface CorporaOptions {
  project?: string;
  json?: boolean;
}

/** `corpora`: what can be fetched, and what of it is in the project. */
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
 * `fetch`: makes a known corpus a data set of the project. Ctrl-C keeps what has arrived. Returns the exit
 * status.
 */
export async function fetchInto(
  id: string,
  { project, from, json }: FetchOptions,
  places: { corpora?: readonly Corpus[]; downloads?: string } = {},
): Promise<number> {
  const { corpora: known = knownCorpora, downloads = downloadsFolder() } = places;
  const corpus = known.find((each) => each.id === id);
  if (!corpus) throw unknown(id, known);
  const directory = projectDirectory(project);
  const before = await findProject(directory);
  const folderOf = (folder: ProjectFolder): string => datasetsDirectory(folder);
  if (from === undefined) tellTerms(corpus);
  const stop = new AbortController();
  const release = onInterrupt(
    () => stop.abort(),
    () => process.exit(exitStatus.interrupted),
  );
  const progress = showProgress();
  try {
    const manifest = await fetchCorpus(corpus, {
      downloads,
      place: before ? folderOf(before) : async () => folderOf(await findOrMakeProject(directory)),
      from,
      report: progress.report,
      signal: stop.signal,
    });
    progress.end();
    if (json) print(JSON.stringify(manifest));
    else printAll([...describeImport(manifest), `It came from: ${manifest.source}.`]);
    return exitStatus.finished;
  } catch (error) {
    progress.end();
    if (!stop.signal.aborted) throw error;
    const kept = await downloadedBytesOf(corpus, downloads);
    tell(
      kept > 0
        ? `Stopped. ${formatMegabytes(kept)} of ${formatMegabytes(corpusBytes(corpus))} are kept: \`npm run -s dni -- fetch ${quoted(id)}\` goes on from there.`
        : 'Stopped. Nothing is kept.',
    );
    return exitStatus.interrupted;
  } finally {
    release();
  }
}

function tellTerms(corpus: Corpus): void {
  tell(`${corpus.name}: ${corpus.about}`);
  tell(`From: ${corpus.page}`);
  tell(`Terms: ${corpus.terms}`);
  if (!isVerifiable(corpus)) tell('Not verified: no checksum is known of all its files.');
}

function unknown(id: string, known: readonly Corpus[]): WorkbenchError {
  const ids = known.map((corpus) => corpus.id);
  const near = nearest(id, ids);
  return new WorkbenchError(
    'notFound',
    `There is no known corpus '${id}'.${near ? ` Did you mean '${near}'?` : ''} There are ${ids.join(', ')}.`,
  );
}

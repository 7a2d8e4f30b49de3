import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { corpusBytes, type Corpus, type CorpusProgress } from '#spec/corpora';
import { importRequestSchema, type DatasetManifest, type ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { algorithmNames } from './checksum';
import { fetchFile, keptBytes, type FetchFileOptions } from './fetch-file';
import { findLocalFiles, type CorpusPaths } from './local-files';
import { FetchMeter } from './progress-meter';
import { unpack } from './unpack';
import { importDataset, refuseTaken } from '../import/import-dataset';

export interface FetchCorpusOptions extends Pick<FetchFileOptions, 'signal' | 'patience' | 'wait'> {
  /** Folder for what has arrived until it is imported; parts of files stay there to be gone on with. */
  downloads: string;
  /** The project's `datasets` folder, or how to make it once the data is good. */
  place: string | (() => Promise<string>);
  /** A folder with the files, or one of them: then nothing is fetched. */
  from?: string;
  report?: (progress: CorpusProgress) => void;
}

/**
 * Makes a corpus a data set of the project, under the corpus' id: its files are fetched (or taken from
 * `from`), checked, unpacked and imported. Rejects with the signal's reason when cancelled, else with a
 * WorkbenchError; nothing is left then but the parts that arrived.
 */
export async function fetchCorpus(
  corpus: Corpus,
  { downloads, place, from, report = () => undefined, signal, ...patience }: FetchCorpusOptions,
): Promise<DatasetManifest> {
  signal?.throwIfAborted();
  if (typeof place === 'string') await refuseTaken(place, corpus.id);
  const folder = downloadFolder(downloads, corpus);
  const unpacked = join(folder, `unpacked-${randomUUID()}`);
  const meter = new FetchMeter(corpusBytes(corpus), report);
  try {
    if (from !== undefined) meter.enter('checking', 'Checking the files');
    const paths =
      from === undefined
        ? await fetchAll(corpus, folder, meter, { signal, ...patience })
        : await findLocalFiles(corpus, from, signal);
    const origin = originOf(corpus, paths, from);
    for (const file of corpus.files) {
      const path = paths.get(file.name);
      if (!file.archive || path === undefined) continue;
      meter.enter('unpacking', `Unpacking ${file.name}`);
      await unpack(path, file.archive, unpacked, signal);
      for (const member of file.archive.members)
        paths.set(member.path, join(unpacked, member.path));
    }
    const manifest = await importDataset(
      requestOf(corpus, paths),
      place,
      (_, message) => {
        signal?.throwIfAborted();
        meter.enter('importing', message);
      },
      origin,
    );
    await removeDownloads(corpus, downloads);
    return manifest;
  } catch (error) {
    signal?.throwIfAborted();
    // Files that cannot be read would not be better the next time.
    if (from === undefined && error instanceof WorkbenchError && error.kind === 'validation')
      await removeDownloads(corpus, downloads);
    throw error;
  } finally {
    await rm(unpacked, { recursive: true, force: true });
    if ((await downloadedBytesOf(corpus, downloads)) === 0)
      await removeDownloads(corpus, downloads);
  }
}

/** Bytes of a corpus that lie here from a fetch that did not come to its end. */
export async function downloadedBytesOf(corpus: Corpus, downloads: string): Promise<number> {
  const folder = downloadFolder(downloads, corpus);
  const kept = await Promise.all(corpus.files.map((file) => keptBytes(file, folder)));
  return kept.reduce((sum, bytes) => sum + bytes, 0);
}

/** Deletes what was kept. */
export async function removeDownloads(corpus: Corpus, downloads: string): Promise<void> {
  await rm(downloadFolder(downloads, corpus), { recursive: true, force: true });
}

function downloadFolder(downloads: string, corpus: Corpus): string {
  return join(downloads, corpus.id);
}

async function fetchAll(
  corpus: Corpus,
  folder: string,
  meter: FetchMeter,
  options: FetchFileOptions,
): Promise<CorpusPaths> {
  const paths: CorpusPaths = new Map();
  for (const file of corpus.files) {
    meter.begin(file.name);
    const path = await fetchFile(file, folder, {
      ...options,
      onBytes: (bytes) => meter.bytes(bytes),
      onChecking: () => meter.enter('checking', `Checking ${file.name}`),
    });
    meter.end(file.bytes);
    paths.set(file.name, path);
  }
  return paths;
}

/** The import of the files at their places. */
function requestOf({ id, name, contents }: Corpus, paths: CorpusPaths): ImportRequest {
  const at = (file: string): string => {
    const path = paths.get(file);
    if (path === undefined) throw new WorkbenchError('internal', `'${file}' was not fetched.`);
    return path;
  };
  const maybe = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : at(file);
  const common = { id, name };
  switch (contents.format) {
    case 'text': {
      const { train, validation, test, ...cut } = contents;
      const files = { train: at(train), validation: maybe(validation), test: maybe(test) };
      return importRequestSchema.parse({ ...common, ...cut, ...files });
    }
    case 'idx': {
      const { images, labels, testImages, testLabels, ...rest } = contents;
      const test = { testImages: at(testImages), testLabels: at(testLabels) };
      return { ...common, ...rest, images: at(images), labels: at(labels), ...test };
    }
    case 'cifar10': {
      const first = [...paths.keys()].find((path) => dirname(path) === contents.directory) ?? '';
      return { ...common, format: 'cifar10', directory: dirname(at(first)) };
    }
  }
}

/** Where it came from and how that is known, for people. `paths` as they were before unpacking. */
function originOf(corpus: Corpus, paths: CorpusPaths, from: string | undefined): string {
  const checksums = corpus.files.flatMap((file) =>
    paths.has(file.name)
      ? [file.checksum]
      : (file.archive?.members ?? []).map(({ checksum }) => checksum),
  );
  const names = new Set(checksums.map((one) => (one ? algorithmNames[one.algorithm] : null)));
  const checked = names.has(null) ? 'not verified' : `${[...names].join(' and ')} verified`;
  const host = new URL(corpus.files[0]?.urls[0] ?? corpus.page).host;
  const place = from === undefined ? `fetched from ${host}` : `from files in '${from}'`;
  return `${corpus.name}, ${place}, ${checked}`;
}

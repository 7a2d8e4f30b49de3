/** Downloads the known corpora and imports them into a project. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { corpusBytes, type Corpus, type CorpusProgress } from '#spec/corpora';
import { importRequestSchema, type DatasetManifest, type ImportRequest } from '#spec/dataset';
import { isOfKind, WorkbenchError } from '#spec/errors';
import { algorithmNames } from './checksum';
import { fetchFile, downloadedFileBytes, type FetchFileOptions } from './fetch-file';
import { findLocalFiles, type CorpusPaths } from './local-files';
import { FetchMeter } from './progress-meter';
import { unpack } from './unpack';
import { importDataset, assertIdIsFree } from '../import/import-dataset';

export interface FetchCorpusOptions extends Pick<
  FetchFileOptions,
  'signal' | 'timeoutMs' | 'retryDelayMs'
> {
  /** Folder of the downloaded files until they are imported. Partial files stay there to be resumed. */
  downloads: string;
  /** The project's `datasets` folder, or a function that creates it once the data are checked. */
  datasets: string | (() => Promise<string>);
  /** A folder with the files, or one of the files. If set, nothing is downloaded. */
  from?: string;
  report?: (progress: CorpusProgress) => void;
}

/**
 * Imports a corpus into the project, under the id of the corpus: its files are downloaded (or taken from `from`),
 * checked, unpacked and imported. Rejects with the signal's reason on abort, else with a WorkbenchError; only partial
 * downloads are left then.
 */
export async function fetchCorpus(
  corpus: Corpus,
  { downloads, datasets, from, report = () => undefined, signal, ...timing }: FetchCorpusOptions,
): Promise<DatasetManifest> {
  signal?.throwIfAborted();
  if (typeof datasets === 'string') await assertIdIsFree(datasets, corpus.id);
  const folder = downloadFolder(downloads, corpus);
  const unpacked = join(folder, `unpacked-${randomUUID()}`);
  const meter = new FetchMeter(corpusBytes(corpus), report);
  try {
    if (from !== undefined) meter.enterStage('checking', 'Checking the files');
    const paths =
      from === undefined
        ? await fetchAll(corpus, folder, meter, { signal, ...timing })
        : await findLocalFiles(corpus, from, signal);
    const origin = describeOrigin(corpus, paths, from);
    for (const file of corpus.files) {
      const path = paths.get(file.name);
      if (!file.archive || path === undefined) continue;
      meter.enterStage('unpacking', `Unpacking ${file.name}`);
      await unpack(path, file.archive, unpacked, signal);
      for (const member of file.archive.members)
        paths.set(member.path, join(unpacked, member.path));
    }
    const manifest = await importDataset(
      importRequestFor(corpus, paths),
      datasets,
      (_, message) => {
        signal?.throwIfAborted();
        meter.enterStage('importing', message);
      },
      origin,
    );
    await removeDownloads(corpus, downloads);
    return manifest;
  } catch (error) {
    signal?.throwIfAborted();
    // The checksums are right, so a download of the same files would fail again.
    if (from === undefined && isOfKind(error, 'validation'))
      await removeDownloads(corpus, downloads);
    throw error;
  } finally {
    await rm(unpacked, { recursive: true, force: true });
    if ((await downloadedBytesOf(corpus, downloads)) === 0)
      await removeDownloads(corpus, downloads);
  }
}

/** Bytes of a corpus that unfinished downloads left on the disk. */
export async function downloadedBytesOf(corpus: Corpus, downloads: string): Promise<number> {
  const folder = downloadFolder(downloads, corpus);
  const sizes = await Promise.all(corpus.files.map((file) => downloadedFileBytes(file, folder)));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** Deletes what downloads of a corpus left on the disk. */
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
    meter.startFile(file.name);
    const path = await fetchFile(file, folder, {
      ...options,
      onBytes: (bytes) => meter.update(bytes),
      onChecking: () => meter.enterStage('checking', `Checking ${file.name}`),
    });
    meter.finishFile(file.bytes);
    paths.set(file.name, path);
  }
  return paths;
}

/** The import request for the files of a corpus. */
function importRequestFor({ id, name, contents }: Corpus, paths: CorpusPaths): ImportRequest {
  const pathOf = (file: string): string => {
    const path = paths.get(file);
    if (path === undefined) throw new WorkbenchError('internal', `'${file}' was not fetched.`);
    return path;
  };
  const optionalPathOf = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : pathOf(file);
  const common = { id, name };
  switch (contents.format) {
    case 'text': {
      const { train, validation, test, ...cut } = contents;
      const files = {
        train: pathOf(train),
        validation: optionalPathOf(validation),
        test: optionalPathOf(test),
      };
      return importRequestSchema.parse({ ...common, ...cut, ...files });
    }
    case 'idx': {
      const { images, labels, testImages, testLabels, ...rest } = contents;
      const test = { testImages: pathOf(testImages), testLabels: pathOf(testLabels) };
      const files = { images: pathOf(images), labels: pathOf(labels), ...test };
      return importRequestSchema.parse({ ...common, ...rest, ...files });
    }
    case 'cifar10': {
      const first = [...paths.keys()].find((path) => dirname(path) === contents.directory) ?? '';
      return { ...common, format: 'cifar10', directory: dirname(pathOf(first)) };
    }
  }
}

/** The origin of the files and how it was verified, as a text for the user. `paths` as before unpacking. */
function describeOrigin(corpus: Corpus, paths: CorpusPaths, from: string | undefined): string {
  const checksums = corpus.files.flatMap((file) =>
    paths.has(file.name)
      ? [file.checksum]
      : (file.archive?.members ?? []).map(({ checksum }) => checksum),
  );
  const names = new Set(
    checksums.map((checksum) => (checksum ? algorithmNames[checksum.algorithm] : null)),
  );
  const verification = names.has(null) ? 'not verified' : `${[...names].join(' and ')} verified`;
  const host = new URL(corpus.files[0]?.urls[0] ?? corpus.page).host;
  const source = from === undefined ? `fetched from ${host}` : `from files in '${from}'`;
  return `${corpus.name}, ${source}, ${verification}`;
}

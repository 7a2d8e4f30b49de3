import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import { describe, expect, it } from 'vitest';
import { fetchCorpus, removeDownloads, downloadedBytesOf } from '#data/fetch/fetch-corpus';
import { loadExamples } from '#data/load';
import { readText } from '#data/import/text-file';
import { corpusSchema, knownCorpora, type Corpus, type CorpusProgress } from '#spec/corpora';
import type { DatasetManifest } from '#spec/dataset';
import { taskSchema } from '#spec/task';
import { zipOf } from '../../tensorflow/runtime/fake-wheel';
import {
  checksumOf,
  idxCorpus,
  serveFiles,
  tarredCorpus,
  textCorpus,
  zippedCorpus,
} from '../fetch-server';
import { put, scratch } from '../helpers';

const tale = Buffer.from('abcdefghijkl');

interface Fixture {
  folder: string;
  datasets: string;
  downloads: string;
  fetchInto(
    corpus: Corpus,
    more?: Partial<Parameters<typeof fetchCorpus>[1]>,
  ): Promise<DatasetManifest>;
}

async function createFixture(): Promise<Fixture> {
  const folder = await scratch();
  const [datasets, downloads] = [join(folder, 'datasets'), join(folder, 'downloads')];
  return {
    folder,
    datasets,
    downloads,
    fetchInto: (corpus, more) =>
      fetchCorpus(corpus, { downloads, datasets, retryDelayMs: 1, ...more }),
  };
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** A tar file of six batches of one image each; label and all pixels of an image are the same number. */
async function createTar(
  folder: string,
): Promise<{ tar: Buffer; members: Record<string, number> }> {
  const batches = [...[1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`), 'test_batch.bin'];
  for (const [at, name] of batches.entries())
    await put(
      folder,
      `made/batches/${name}`,
      Buffer.from([at % 5, ...Array<number>(3072).fill(at)]),
    );
  await put(folder, 'made/batches/readme.html', 'not wanted');
  const file = join(folder, 'made.tar.gz');
  await create({ gzip: true, file, cwd: join(folder, 'made') }, ['batches']);
  return {
    tar: await readFile(file),
    members: Object.fromEntries(batches.map((name) => [name, 3073])),
  };
}

describe('the known corpora', () => {
  it('have different ids, and the size and checksum of every file', () => {
    for (const corpus of knownCorpora) {
      expect(corpusSchema.safeParse(corpus).error).toBeUndefined();
      for (const { bytes, checksum } of corpus.files) {
        expect(bytes).toBeGreaterThan(1000);
        expect(checksum?.value).toHaveLength(64);
      }
    }
    expect(knownCorpora.map(({ id }) => id)).toEqual([
      'tiny-shakespeare',
      'penn-treebank',
      'text8',
      'cifar10',
      'fashion-mnist',
    ]);
  });
});

describe('fetching a corpus', () => {
  it('imports text: split, checked, with its origin', async () => {
    const { fetchInto, datasets, downloads } = await createFixture();
    const { base } = await serveFiles({ '/tale.txt': tale });
    const reports: CorpusProgress[] = [];
    const manifest = await fetchInto(textCorpus(base, tale), {
      report: (each) => reports.push(each),
    });
    expect(manifest).toMatchObject({
      id: 'tale',
      name: 'Tale',
      format: 'text',
      counts: { train: 6, validation: 3, test: 3 },
      source: `Tale, fetched from ${new URL(base).host}, SHA-256 verified`,
    });
    expect(await readText(datasets, 'tale', 'validation')).toBe('ghi');
    expect(await namesIn(datasets)).toEqual(['tale']);
    expect(await namesIn(downloads)).toEqual([]);
    expect([...new Set(reports.map(({ stage }) => stage))]).toEqual([
      'fetching',
      'checking',
      'importing',
    ]);
    expect(reports.at(-1)).toMatchObject({ bytes: 12, totalBytes: 12 });
  });

  it('imports IDX files with the names of the classes', async () => {
    const { fetchInto, datasets } = await createFixture();
    const server = await serveFiles({});
    const { corpus, files } = idxCorpus(server.base);
    for (const [path, bytes] of Object.entries(files)) server.files.set(path, { bytes });
    await fetchInto(corpus);
    const task = taskSchema.parse({ kind: 'dataset', dataset: 'tiny' });
    const { fields, splits } = await loadExamples(task, { resources: '/nowhere', datasets });
    expect(fields['label']).toEqual({
      kind: 'label',
      classes: 3,
      names: ['sock', 'hat', 'shoe'],
    });
    expect([splits.train.count, splits.test.count]).toEqual([3, 3]);
  });

  it('imports from a zip file', async () => {
    const { fetchInto, datasets, downloads } = await createFixture();
    const zip = zipOf({ 'other.txt': 'no', tale: 'a tale' });
    const { base } = await serveFiles({ '/tale.zip': zip });
    await fetchInto(zippedCorpus(base, zip, 'a tale'));
    expect(await readText(datasets, 'zipped', 'train')).toBe('a tale');
    expect(await namesIn(downloads)).toEqual([]);
  });

  it('imports from a tar file', async () => {
    const { fetchInto, folder, datasets, downloads } = await createFixture();
    const { tar, members } = await createTar(folder);
    const { base } = await serveFiles({ '/batches.tar.gz': tar });
    const manifest = await fetchInto(tarredCorpus(base, tar, members));
    expect(manifest).toMatchObject({ format: 'cifar10', counts: { train: 5, test: 1 } });
    const labels = await readFile(join(datasets, 'tarred', 'train.label.u8'));
    expect([...labels]).toEqual([0, 1, 2, 3, 4]);
    expect(await namesIn(downloads)).toEqual([]);
  });

  it('creates the project only once the data are checked', async () => {
    const { fetchInto, datasets } = await createFixture();
    const { base } = await serveFiles({ '/tale.txt': Buffer.from('xbcdefghijkl') });
    let calls = 0;
    const createDatasets = (): Promise<string> => {
      calls += 1;
      return Promise.resolve(datasets);
    };
    const corpus = textCorpus(base, tale);
    await expect(fetchInto(corpus, { datasets: createDatasets })).rejects.toThrow(
      /is not the file/,
    );
    expect(calls).toBe(0);
    const right = await serveFiles({ '/tale.txt': tale });
    await fetchInto(textCorpus(right.base, tale), { datasets: createDatasets });
    expect(calls).toBe(1);
  });

  it('throws before any download where the project has the data set already', async () => {
    const { fetchInto } = await createFixture();
    const server = await serveFiles({ '/tale.txt': tale });
    await fetchInto(textCorpus(server.base, tale));
    server.requests.length = 0;
    await expect(fetchInto(textCorpus(server.base, tale))).rejects.toThrow(/'tale' already/);
    expect(server.requests).toEqual([]);
  });
});

describe('a fetch that is interrupted or fails', () => {
  it('keeps partial downloads, knows their size, and resumes them', async () => {
    const { fetchInto, datasets, downloads } = await createFixture();
    const server = await serveFiles({});
    const { corpus, files } = idxCorpus(server.base);
    for (const [path, bytes] of Object.entries(files)) server.files.set(path, { bytes });
    const [, labels] = Object.values(files);
    server.files.set('/l.gz', { bytes: labels ?? tale, etag: '"one"', stallAfter: 10 });
    const stop = new AbortController();
    const cancelled = new Error('cancelled');
    const first = corpus.files[0]?.bytes ?? 0;
    const fetching = fetchInto(corpus, { signal: stop.signal, timeoutMs: 30_000 });
    const cancelling = expect
      .poll(() => downloadedBytesOf(corpus, downloads))
      .toBe(first + 10)
      .finally(() => stop.abort(cancelled));
    await expect(fetching).rejects.toBe(cancelled);
    await cancelling;
    expect(await downloadedBytesOf(corpus, downloads)).toBe(first + 10);
    expect(await namesIn(datasets)).toEqual([]);

    server.requests.length = 0;
    server.files.set('/l.gz', { bytes: labels ?? tale, etag: '"one"' });
    await fetchInto(corpus);
    expect(server.requests).toEqual(['/l.gz bytes=10-', '/ti.gz whole', '/tl.gz whole']);
    expect(await namesIn(downloads)).toEqual([]);
  });

  it.each([
    ['server error', 503],
    ['not found', 404],
  ])('leaves nothing where nothing was downloaded (%s)', async (_, status) => {
    const { fetchInto, datasets, downloads } = await createFixture();
    const { base } = await serveFiles({ '/tale.txt': { bytes: tale, status } });
    await expect(fetchInto(textCorpus(base, tale))).rejects.toThrow(String(status));
    expect(await namesIn(datasets)).toEqual([]);
    expect(await namesIn(downloads)).toEqual([]);
  });

  it('throws for damaged archives and for archives without the expected members', async () => {
    const { fetchInto, folder, datasets } = await createFixture();
    const bad = Buffer.from('no archive, but with the right checksum');
    const { base } = await serveFiles({ '/tale.zip': bad, '/batches.tar.gz': bad });
    await expect(fetchInto(zippedCorpus(base, bad, 'a tale'))).rejects.toThrow(
      /'tale.zip' cannot be unpacked: .*Get the file again/,
    );
    await expect(fetchInto(tarredCorpus(base, bad, { 'a.bin': 1 }))).rejects.toThrow(
      /'batches.tar.gz' cannot be unpacked/,
    );
    const { tar } = await createTar(folder);
    const other = await serveFiles({ '/batches.tar.gz': tar });
    await expect(fetchInto(tarredCorpus(other.base, tar, { 'a.bin': 1 }))).rejects.toThrow(
      /it has no 'batches\/a.bin' in it/,
    );
    await expect(fetchInto(tarredCorpus(other.base, tar, { 'test_batch.bin': 5 }))).rejects.toThrow(
      /'batches\/test_batch.bin' is not what it should be: it has 3073 bytes/,
    );
    expect(await namesIn(datasets)).toEqual([]);
  });

  it('removes partial downloads', async () => {
    const { downloads } = await createFixture();
    const corpus = textCorpus('http://127.0.0.1', tale);
    await put(downloads, 'tale/tale.txt.part', 'abc');
    expect(await downloadedBytesOf(corpus, downloads)).toBe(3);
    await removeDownloads(corpus, downloads);
    expect(await downloadedBytesOf(corpus, downloads)).toBe(0);
  });
});

describe('files that the user has', () => {
  const nowhere = 'http://127.0.0.1:9';

  it('may have any name where there is only one', async () => {
    const { fetchInto, folder } = await createFixture();
    const from = await put(folder, 'mine/whatever', tale);
    const manifest = await fetchInto(textCorpus(nowhere, tale), { from });
    expect(manifest.source).toBe(`Tale, from files in '${from}', SHA-256 verified`);
    expect(await namesIn(join(folder, 'mine'))).toEqual(['whatever']);
  });

  it('are given as a folder, or as one of several files in it', async () => {
    const { corpus, files } = idxCorpus(nowhere);
    for (const from of ['mine', 'mine/l.gz']) {
      const { fetchInto, folder } = await createFixture();
      for (const [path, bytes] of Object.entries(files)) await put(folder, `mine${path}`, bytes);
      expect(await fetchInto(corpus, { from: join(folder, from) })).toMatchObject({ id: 'tiny' });
    }
  });

  it('are an archive or its members', async () => {
    const zip = zipOf({ tale: 'a tale' });
    for (const [name, content] of [
      ['tale.zip', zip],
      ['tale', 'a tale'],
    ] as const)
      for (const isFile of [true, false]) {
        const { fetchInto, folder, downloads } = await createFixture();
        const path = await put(folder, `mine/${name}`, content);
        const from = isFile ? path : join(folder, 'mine');
        const manifest = await fetchInto(zippedCorpus(nowhere, zip, 'a tale'), { from });
        expect(manifest.source).toMatch(/SHA-256 verified$/);
        expect(await namesIn(downloads)).toEqual([]);
      }
  });

  it('are imported as not verified where there is no checksum', async () => {
    const { fetchInto, folder } = await createFixture();
    const { tar, members } = await createTar(folder);
    const corpus = tarredCorpus(nowhere, tar, members);
    const manifest = await fetchInto(corpus, { from: join(folder, 'made', 'batches') });
    expect(manifest.source).toMatch(/, not verified$/);
  });

  it('throws where a file differs or is missing', async () => {
    const { fetchInto, folder, datasets } = await createFixture();
    const other = await put(folder, 'other.txt', 'another tale');
    await expect(fetchInto(textCorpus(nowhere, tale), { from: other })).rejects.toThrow(
      /other.txt' is not the 'tale.txt' of Tale: its SHA-256 is/,
    );
    await mkdir(join(folder, 'empty'));
    const { corpus } = idxCorpus(nowhere);
    await expect(fetchInto(corpus, { from: join(folder, 'empty') })).rejects.toThrow(
      /lacks 'i.gz', 'l.gz', 'ti.gz' and 'tl.gz' of Tiny/,
    );
    await expect(fetchInto(corpus, { from: join(folder, 'none') })).rejects.toThrow(
      /There is no file or folder/,
    );
    const md5 = { ...checksumOf(tale, 'md5'), value: checksumOf(Buffer.from('x'), 'md5').value };
    const wrong = textCorpus(nowhere, tale);
    wrong.files = wrong.files.map((file) => ({ ...file, checksum: md5 }));
    const mine = await put(folder, 'mine.txt', tale);
    await expect(fetchInto(wrong, { from: mine })).rejects.toThrow(/its MD5 is/);
    expect(await namesIn(datasets)).toEqual([]);
  });
});

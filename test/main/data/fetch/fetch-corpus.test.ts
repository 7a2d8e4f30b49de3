import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import { describe, expect, it } from 'vitest';
import { fetchCorpus, removeDownloads, downloadedBytesOf } from '#data/fetch/fetch-corpus';
import { loadSet } from '#data/load';
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

interface Place {
  folder: string;
  datasets: string;
  downloads: string;
  bring(
    corpus: Corpus,
    more?: Partial<Parameters<typeof fetchCorpus>[1]>,
  ): Promise<DatasetManifest>;
}

async function place(): Promise<Place> {
  const folder = await scratch();
  const [datasets, downloads] = [join(folder, 'datasets'), join(folder, 'downloads')];
  return {
    folder,
    datasets,
    downloads,
    bring: (corpus, more) => fetchCorpus(corpus, { downloads, place: datasets, wait: 1, ...more }),
  };
}

const names = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** Six batches of one image each: label, then the same number in every place. */
async function tarred(folder: string): Promise<{ tar: Buffer; members: Record<string, number> }> {
  const batches = [...[1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`), 'test_batch.bin'];
  for (const [at, name] of batches.entries())
    await put(folder, `made/batches/${name}`, Buffer.from([at, ...Array<number>(3072).fill(at)]));
  await put(folder, 'made/batches/readme.html', 'not wanted');
  const file = join(folder, 'made.tar.gz');
  await create({ gzip: true, file, cwd: join(folder, 'made') }, ['batches']);
  return {
    tar: await readFile(file),
    members: Object.fromEntries(batches.map((name) => [name, 3073])),
  };
}

describe('the known corpora', () => {
  it('have ids of their own, sizes, and checksums of every file', () => {
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
  it('text: cut, checked, with its origin', async () => {
    const { bring, datasets, downloads } = await place();
    const { base } = await serveFiles({ '/tale.txt': tale });
    const said: CorpusProgress[] = [];
    const manifest = await bring(textCorpus(base, tale), { report: (each) => said.push(each) });
    expect(manifest).toMatchObject({
      id: 'tale',
      name: 'Tale',
      format: 'text',
      counts: { train: 6, validation: 3, test: 3 },
      source: `Tale, fetched from ${new URL(base).host}, SHA-256 verified`,
    });
    expect(await readText(datasets, 'tale', 'validation')).toBe('ghi');
    expect(await names(datasets)).toEqual(['tale']);
    expect(await names(downloads)).toEqual([]);
    expect([...new Set(said.map(({ stage }) => stage))]).toEqual([
      'fetching',
      'checking',
      'importing',
    ]);
    expect(said.at(-1)).toMatchObject({ bytes: 12, totalBytes: 12 });
  });

  it('IDX files, with the names of the classes', async () => {
    const { bring, datasets } = await place();
    const server = await serveFiles({});
    const { corpus, files } = idxCorpus(server.base);
    for (const [path, bytes] of Object.entries(files)) server.files.set(path, { bytes });
    await bring(corpus);
    const task = taskSchema.parse({ kind: 'dataset', dataset: 'tiny' });
    const { fields, splits } = await loadSet(task, { resources: '/nowhere', datasets });
    expect(fields['label']).toEqual({
      kind: 'label',
      classes: 3,
      names: ['sock', 'hat', 'shoe'],
    });
    expect([splits.train.count, splits.test.count]).toEqual([3, 3]);
  });

  it('a zip file', async () => {
    const { bring, datasets, downloads } = await place();
    const zip = zipOf({ 'other.txt': 'no', tale: 'a tale' });
    const { base } = await serveFiles({ '/tale.zip': zip });
    await bring(zippedCorpus(base, zip, 'a tale'));
    expect(await readText(datasets, 'zipped', 'train')).toBe('a tale');
    expect(await names(downloads)).toEqual([]);
  });

  it('a tar file', async () => {
    const { bring, folder, datasets, downloads } = await place();
    const { tar, members } = await tarred(folder);
    const { base } = await serveFiles({ '/batches.tar.gz': tar });
    const manifest = await bring(tarredCorpus(base, tar, members));
    expect(manifest).toMatchObject({ format: 'cifar10', counts: { train: 5, test: 1 } });
    const labels = await readFile(join(datasets, 'tarred', 'train.label.u8'));
    expect([...labels]).toEqual([0, 1, 2, 3, 4]);
    expect(await names(downloads)).toEqual([]);
  });

  it('makes the project only once the data is good', async () => {
    const { bring, datasets } = await place();
    const { base } = await serveFiles({ '/tale.txt': Buffer.from('xbcdefghijkl') });
    let made = 0;
    const make = (): Promise<string> => {
      made += 1;
      return Promise.resolve(datasets);
    };
    const corpus = textCorpus(base, tale);
    await expect(bring(corpus, { place: make })).rejects.toThrow(/is not the file/);
    expect(made).toBe(0);
    const right = await serveFiles({ '/tale.txt': tale });
    await bring(textCorpus(right.base, tale), { place: make });
    expect(made).toBe(1);
  });

  it('refuses what is in the project already, before it fetches', async () => {
    const { bring } = await place();
    const server = await serveFiles({ '/tale.txt': tale });
    await bring(textCorpus(server.base, tale));
    server.asked.length = 0;
    await expect(bring(textCorpus(server.base, tale))).rejects.toThrow(/'tale' already/);
    expect(server.asked).toEqual([]);
  });
});

describe('when it does not come to its end', () => {
  it('keeps what arrived, says how much, and goes on with it', async () => {
    const { bring, datasets, downloads } = await place();
    const server = await serveFiles({});
    const { corpus, files } = idxCorpus(server.base);
    for (const [path, bytes] of Object.entries(files)) server.files.set(path, { bytes });
    const [, labels] = Object.values(files);
    server.files.set('/l.gz', { bytes: labels ?? tale, etag: '"one"', stallAfter: 10 });
    const stop = new AbortController();
    const cancelled = new Error('cancelled');
    const first = corpus.files[0]?.bytes ?? 0;
    await expect(
      bring(corpus, {
        signal: stop.signal,
        patience: 5000,
        report: () => {
          // As soon as the second file has begun to come.
          setTimeout(() => {
            if (server.asked.length === 2) stop.abort(cancelled);
          }, 60);
        },
      }),
    ).rejects.toBe(cancelled);
    expect(await downloadedBytesOf(corpus, downloads)).toBe(first + 10);
    expect(await names(datasets)).toEqual([]);

    server.asked.length = 0;
    server.files.set('/l.gz', { bytes: labels ?? tale, etag: '"one"' });
    await bring(corpus);
    expect(server.asked).toEqual(['/l.gz bytes=10-', '/ti.gz whole', '/tl.gz whole']);
    expect(await names(downloads)).toEqual([]);
  });

  it.each([
    ['no server', 503],
    ['nothing there', 404],
  ])('leaves nothing where nothing came (%s)', async (_, status) => {
    const { bring, datasets, downloads } = await place();
    const { base } = await serveFiles({ '/tale.txt': { bytes: tale, status } });
    await expect(bring(textCorpus(base, tale))).rejects.toThrow(String(status));
    expect(await names(datasets)).toEqual([]);
    expect(await names(downloads)).toEqual([]);
  });

  it('an archive that is none', async () => {
    const { bring, folder, datasets } = await place();
    const bad = Buffer.from('no archive, but with the right checksum');
    const { base } = await serveFiles({ '/tale.zip': bad, '/batches.tar.gz': bad });
    await expect(bring(zippedCorpus(base, bad, 'a tale'))).rejects.toThrow(
      /'tale.zip' cannot be unpacked: .*Get the file again/,
    );
    await expect(bring(tarredCorpus(base, bad, { 'a.bin': 1 }))).rejects.toThrow(
      /'batches.tar.gz' cannot be unpacked/,
    );
    const { tar } = await tarred(folder);
    const other = await serveFiles({ '/batches.tar.gz': tar });
    await expect(bring(tarredCorpus(other.base, tar, { 'a.bin': 1 }))).rejects.toThrow(
      /it has no 'batches\/a.bin' in it/,
    );
    await expect(bring(tarredCorpus(other.base, tar, { 'test_batch.bin': 5 }))).rejects.toThrow(
      /'batches\/test_batch.bin' is not what it should be: it has 3073 bytes/,
    );
    expect(await names(datasets)).toEqual([]);
  });

  it('forgets what was kept when told to', async () => {
    const { downloads } = await place();
    const corpus = textCorpus('http://127.0.0.1', tale);
    await put(downloads, 'tale/tale.txt.part', 'abc');
    expect(await downloadedBytesOf(corpus, downloads)).toBe(3);
    await removeDownloads(corpus, downloads);
    expect(await downloadedBytesOf(corpus, downloads)).toBe(0);
  });
});

describe('files that are there already', () => {
  const nowhere = 'http://127.0.0.1:9';

  it('a file under any name, where it is the only one', async () => {
    const { bring, folder } = await place();
    const from = await put(folder, 'mine/whatever', tale);
    const manifest = await bring(textCorpus(nowhere, tale), { from });
    expect(manifest.source).toBe(`Tale, from files in '${from}', SHA-256 verified`);
    expect(await names(join(folder, 'mine'))).toEqual(['whatever']);
  });

  it('a folder, or one of several files in it', async () => {
    const { corpus, files } = idxCorpus(nowhere);
    for (const from of ['mine', 'mine/l.gz']) {
      const { bring, folder } = await place();
      for (const [path, bytes] of Object.entries(files)) await put(folder, `mine${path}`, bytes);
      expect(await bring(corpus, { from: join(folder, from) })).toMatchObject({ id: 'tiny' });
    }
  });

  it('an archive, or what was in it', async () => {
    const zip = zipOf({ tale: 'a tale' });
    for (const [name, content] of [
      ['tale.zip', zip],
      ['tale', 'a tale'],
    ] as const)
      for (const whole of [true, false]) {
        const { bring, folder, downloads } = await place();
        const path = await put(folder, `mine/${name}`, content);
        const from = whole ? path : join(folder, 'mine');
        const manifest = await bring(zippedCorpus(nowhere, zip, 'a tale'), { from });
        expect(manifest.source).toMatch(/SHA-256 verified$/);
        expect(await names(downloads)).toEqual([]);
      }
  });

  it('says so where there is nothing to check them by', async () => {
    const { bring, folder } = await place();
    const { tar, members } = await tarred(folder);
    const corpus = tarredCorpus(nowhere, tar, members);
    const manifest = await bring(corpus, { from: join(folder, 'made', 'batches') });
    expect(manifest.source).toMatch(/, not verified$/);
  });

  it('refuses what is not the file, or not there', async () => {
    const { bring, folder, datasets } = await place();
    const other = await put(folder, 'other.txt', 'another tale');
    await expect(bring(textCorpus(nowhere, tale), { from: other })).rejects.toThrow(
      /other.txt' is not the 'tale.txt' of Tale: its SHA-256 is/,
    );
    await mkdir(join(folder, 'empty'));
    const { corpus } = idxCorpus(nowhere);
    await expect(bring(corpus, { from: join(folder, 'empty') })).rejects.toThrow(
      /lacks 'i.gz', 'l.gz', 'ti.gz' and 'tl.gz' of Tiny/,
    );
    await expect(bring(corpus, { from: join(folder, 'none') })).rejects.toThrow(
      /There is no file or folder/,
    );
    const md5 = { ...checksumOf(tale, 'md5'), value: checksumOf(Buffer.from('x'), 'md5').value };
    const wrong = textCorpus(nowhere, tale);
    wrong.files = wrong.files.map((file) => ({ ...file, checksum: md5 }));
    const mine = await put(folder, 'mine.txt', tale);
    await expect(bring(wrong, { from: mine })).rejects.toThrow(/its MD5 is/);
    expect(await names(datasets)).toEqual([]);
  });
});

import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readText } from '#data/import/text-file';
import { fetchInto } from '../../../src-main/cli/corpora';
import { fetchLine } from '../../../src-main/cli/fetch-progress';
import { serveFiles, textCorpus, type FileServer } from '../data/fetch-server';
import { Playground, runCli } from './run-cli';

const grounds: Playground[] = [];
function playground(): Playground {
  const ground = new Playground();
  grounds.push(ground);
  return ground;
}
afterEach(async () => {
  vi.restoreAllMocks();
  for (const ground of grounds.splice(0)) await ground.remove();
});

const tale = Buffer.from('abcdefghijkl');

interface Spoken {
  out: string;
  err: string;
}

/** What this process says, which has to be given the list of corpora: the real one has no other. */
function listen(): Spoken {
  const spoken = { out: '', err: '' };
  const take = (name: 'out' | 'err') => (text: unknown) => {
    spoken[name] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(take('err'));
  return spoken;
}

async function fetchTale(
  ground: Playground,
  server: FileServer,
  more: { from?: string; json?: boolean } = {},
): Promise<number> {
  const places = { corpora: [textCorpus(server.base, tale)], downloads: ground.path('downloads') };
  return fetchInto('tale', { project: ground.project, ...more }, places);
}

describe('fetch', () => {
  it('brings a corpus into a new project; progress and terms go to stderr', async () => {
    const ground = playground();
    const spoken = listen();
    expect(await fetchTale(ground, await serveFiles({ '/tale.txt': tale }))).toBe(0);
    expect(spoken.out).toMatch(
      /^'tale' is in the project: 6 characters to train on \(6 different ones\), 3 to validate and 3 to test\.\nUse it with "task": \{ "kind": "text", "dataset": "tale" \}\.\nIt came from: Tale, fetched from .*, SHA-256 verified\.\n$/,
    );
    expect(spoken.err).toMatch(/Terms: None\./);
    expect(spoken.err).toMatch(/Fetching tale.txt/);
    expect(await readText(`${ground.project}/datasets`, 'tale', 'train')).toBe('abcdef');
  });

  it('takes files that are there, and prints JSON alone', async () => {
    const ground = playground();
    const spoken = listen();
    const server = await serveFiles({});
    writeFileSync(ground.path('tale.txt'), tale);
    expect(await fetchTale(ground, server, { from: ground.folder, json: true })).toBe(0);
    expect(JSON.parse(spoken.out)).toMatchObject({ id: 'tale', format: 'text' });
    expect(server.asked).toEqual([]);
  });

  it('keeps what arrived at Ctrl-C, and makes no project', async () => {
    const ground = playground();
    const spoken = listen();
    const server = await serveFiles({ '/tale.txt': { bytes: tale, etag: '"one"', stallAfter: 5 } });
    const fetching = fetchTale(ground, server);
    await expect.poll(() => server.asked.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.emit('SIGINT');
    expect(await fetching).toBe(130);
    expect(spoken.err).toMatch(/Stopped\. .* are kept: `npm run -s dni -- fetch tale` goes on/);
    expect(await ground.contents()).toBeNull();
    server.files.set('/tale.txt', { bytes: tale, etag: '"one"' });
    expect(await fetchTale(ground, server)).toBe(0);
    expect(server.asked).toEqual(['/tale.txt whole', '/tale.txt bytes=5-']);
  });

  it('makes no project where the file is another', async () => {
    const ground = playground();
    listen();
    const server = await serveFiles({ '/tale.txt': Buffer.from('xbcdefghijkl') });
    await expect(fetchTale(ground, server)).rejects.toThrow(/is not the file/);
    expect(await ground.contents()).toBeNull();
  });
});

describe('fetchLine', () => {
  it('says how far it is', () => {
    const progress = {
      stage: 'fetching' as const,
      bytes: 13_200_000,
      totalBytes: 31_344_016,
      secondsLeft: 170.2,
      message: 'Fetching text8.zip',
    };
    expect(fetchLine(progress)).toBe(
      '████████░░░░░░░░░░░░  42 %  3 min left  Fetching text8.zip: 13.2 of 31.3 MB',
    );
    expect(fetchLine({ ...progress, stage: 'checking', message: 'Checking text8.zip' })).toBe(
      'Checking text8.zip',
    );
  });
});

describe('the real command line', () => {
  it('lists the corpora, and fetches none', async () => {
    const ground = playground();
    const env = { DNI_WORKBENCH_CACHE: ground.path('cache') };
    const args = ['--project', ground.project];
    const { status, stdout, stderr } = await runCli(['corpora', ...args], { env });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/text8 +text8 +31\.3 MB +not here +GNU FDL +mattmahoney\.net/);
    const json = await runCli(['corpora', '--json', ...args], { env });
    const rows = JSON.parse(json.stdout) as { id: string; bytes: number; imported: boolean }[];
    expect(rows.find(({ id }) => id === 'cifar10')).toMatchObject({
      bytes: 170_052_171,
      imported: false,
    });
    expect(await ground.contents()).toBeNull();
  });

  it('refuses what it does not know, with what comes near', async () => {
    const ground = playground();
    const outcome = await runCli(['fetch', 'text9', '--project', ground.project]);
    expect(outcome.stderr).toMatch(
      /^error: There is no known corpus 'text9'. Did you mean 'text8'/,
    );
    expect([outcome.status, outcome.stdout]).toEqual([2, '']);
    const none = await runCli(
      ['fetch', 'text8', '--from', ground.folder].concat(['--project', ground.project]),
    );
    expect(none.stderr).toMatch(/lacks 'text8.zip', whole or unpacked, of text8/);
    expect(none.status).toBe(2);
    expect(await ground.contents()).toBeNull();
  });

  it('imports text', async () => {
    const ground = playground();
    const file = ground.path('mine.txt');
    writeFileSync(file, 'to be or not to be, that is');
    const { status, stdout } = await runCli(
      ['import', 'text', file, '--id', 'mine', '--test-fraction', '0.1'].concat([
        '--project',
        ground.project,
      ]),
    );
    expect(status).toBe(0);
    // A tenth of 27 letters is 3.
    expect(stdout).toMatch(
      /24 characters to train on \(1\d different ones\).* 0 to validate and 3/,
    );
    writeFileSync(file, Buffer.from([0x61, 0x62, 0xff]));
    const bad = await runCli(
      ['import', 'text', file, '--id', 'bad', '--project', ground.project],
      {},
    );
    expect(bad.stderr).toMatch(/mine.txt' is not UTF-8: it goes wrong at byte 2/);
    expect(bad.status).toBe(2);
  });
});

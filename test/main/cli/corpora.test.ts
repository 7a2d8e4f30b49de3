import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { downloadedBytesOf } from '#data/fetch/fetch-corpus';
import { readText } from '#data/import/text-file';
import { fetchInto } from '../../../src-main/cli/corpora';
import { formatFetchProgress } from '../../../src-main/cli/fetch-progress';
import { serveFiles, textCorpus, type FileServer } from '../data/fetch-server';
import { Sandbox, runCli } from './run-cli';

const sandboxes: Sandbox[] = [];
function newSandbox(): Sandbox {
  const sandbox = new Sandbox();
  sandboxes.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  vi.restoreAllMocks();
  for (const sandbox of sandboxes.splice(0)) await sandbox.remove();
});

const tale = Buffer.from('abcdefghijkl');

interface Output {
  out: string;
  err: string;
}

/**
 * Captures what this process prints. `fetch` runs here and not in a process of its own, since the real command
 * line knows no other corpora than the built-in ones.
 */
function captureOutput(): Output {
  const output = { out: '', err: '' };
  const append = (name: 'out' | 'err') => (text: unknown) => {
    output[name] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(append('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(append('err'));
  return output;
}

async function fetchTale(
  sandbox: Sandbox,
  server: FileServer,
  more: { from?: string; json?: boolean } = {},
): Promise<number> {
  const sources = {
    corpora: [textCorpus(server.base, tale)],
    downloads: sandbox.path('downloads'),
  };
  return fetchInto('tale', { project: sandbox.project, ...more }, sources);
}

describe('fetch', () => {
  it('imports a corpus into a new project and prints progress and terms to stderr', async () => {
    const sandbox = newSandbox();
    const output = captureOutput();
    expect(await fetchTale(sandbox, await serveFiles({ '/tale.txt': tale }))).toBe(0);
    expect(output.out).toMatch(
      /^'tale' is in the project: 6 characters to train on \(6 different ones\), 3 to validate and 3 to test\.\nUse it with "task": \{ "kind": "text", "dataset": "tale" \}\.\nIt came from: Tale, fetched from .*, SHA-256 verified\.\n$/,
    );
    expect(output.err).toMatch(/Terms: None\./);
    expect(output.err).toMatch(/Fetching tale.txt/);
    expect(await readText(`${sandbox.project}/datasets`, 'tale', 'train')).toBe('abcdef');
  });

  it('reads the files from a folder, and prints only JSON', async () => {
    const sandbox = newSandbox();
    const output = captureOutput();
    const server = await serveFiles({});
    writeFileSync(sandbox.path('tale.txt'), tale);
    expect(await fetchTale(sandbox, server, { from: sandbox.folder, json: true })).toBe(0);
    expect(JSON.parse(output.out)).toMatchObject({ id: 'tale', format: 'text' });
    expect(server.requests).toEqual([]);
  });

  it('keeps the downloaded bytes at Ctrl-C, and creates no project', async () => {
    const sandbox = newSandbox();
    const output = captureOutput();
    const server = await serveFiles({ '/tale.txt': { bytes: tale, etag: '"one"', stallAfter: 5 } });
    const fetching = fetchTale(sandbox, server);
    const corpus = textCorpus(server.base, tale);
    await expect.poll(() => downloadedBytesOf(corpus, sandbox.path('downloads'))).toBe(5);
    process.emit('SIGINT');
    expect(await fetching).toBe(130);
    expect(output.err).toMatch(/Stopped\. .* are kept: `npm run -s dni -- fetch tale` goes on/);
    expect(await sandbox.contents()).toBeNull();
    server.files.set('/tale.txt', { bytes: tale, etag: '"one"' });
    expect(await fetchTale(sandbox, server)).toBe(0);
    expect(server.requests).toEqual(['/tale.txt whole', '/tale.txt bytes=5-']);
  });

  it('creates no project if the checksum of the file does not match', async () => {
    const sandbox = newSandbox();
    captureOutput();
    const server = await serveFiles({ '/tale.txt': Buffer.from('xbcdefghijkl') });
    await expect(fetchTale(sandbox, server)).rejects.toThrow(/is not the file/);
    expect(await sandbox.contents()).toBeNull();
  });
});

describe('formatFetchProgress', () => {
  it('formats bar, percentage, time left and size', () => {
    const progress = {
      stage: 'fetching' as const,
      bytes: 13_200_000,
      totalBytes: 31_344_016,
      secondsLeft: 170.2,
      message: 'Fetching text8.zip',
    };
    expect(formatFetchProgress(progress)).toBe(
      '████████░░░░░░░░░░░░  42 %  3 min left  Fetching text8.zip: 13.2 of 31.3 MB',
    );
    expect(
      formatFetchProgress({ ...progress, stage: 'checking', message: 'Checking text8.zip' }),
    ).toBe('Checking text8.zip');
  });
});

describe('the command line', () => {
  it('lists the corpora and downloads none', async () => {
    const sandbox = newSandbox();
    const env = { DNI_WORKBENCH_CACHE: sandbox.path('cache') };
    const args = ['--project', sandbox.project];
    const { status, stdout, stderr } = await runCli(['corpora', ...args], { env });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/text8 +text8 +31\.3 MB +not here +GNU FDL +mattmahoney\.net/);
    const json = await runCli(['corpora', '--json', ...args], { env });
    const rows = JSON.parse(json.stdout) as { id: string; bytes: number; imported: boolean }[];
    expect(rows.find(({ id }) => id === 'cifar10')).toMatchObject({
      bytes: 170_052_171,
      imported: false,
    });
    expect(await sandbox.contents()).toBeNull();
  });

  it('rejects an unknown corpus with a suggestion, and a folder without the files', async () => {
    const sandbox = newSandbox();
    const outcome = await runCli(['fetch', 'text9', '--project', sandbox.project]);
    expect(outcome.stderr).toMatch(
      /^error: There is no known corpus 'text9'. Did you mean 'text8'/,
    );
    expect([outcome.status, outcome.stdout]).toEqual([2, '']);
    const none = await runCli(
      ['fetch', 'text8', '--from', sandbox.folder].concat(['--project', sandbox.project]),
    );
    expect(none.stderr).toMatch(/lacks 'text8.zip', whole or unpacked, of text8/);
    expect(none.status).toBe(2);
    expect(await sandbox.contents()).toBeNull();
  });

  it('imports text and rejects a file that is not UTF-8', async () => {
    const sandbox = newSandbox();
    const file = sandbox.path('mine.txt');
    writeFileSync(file, 'to be or not to be, that is');
    const { status, stdout } = await runCli(
      ['import', 'text', file, '--id', 'mine', '--test-fraction', '0.1'].concat([
        '--project',
        sandbox.project,
      ]),
    );
    expect(status).toBe(0);
    // The test fraction is 0.1 of 27 characters: 3.
    expect(stdout).toMatch(
      /24 characters to train on \(1\d different ones\).* 0 to validate and 3/,
    );
    writeFileSync(file, Buffer.from([0x61, 0x62, 0xff]));
    const bad = await runCli(
      ['import', 'text', file, '--id', 'bad', '--project', sandbox.project],
      {},
    );
    expect(bad.stderr).toMatch(/mine.txt' is not UTF-8: it goes wrong at byte 2/);
    expect(bad.status).toBe(2);
  });
});

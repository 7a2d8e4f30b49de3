import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseProbe, probeScript } from '#cluster/probe';
import { placeSchema } from '#spec/place';
import { installationName } from '#tensorflow/runtime/cache';

const versions = { tensorflow: '2.18.1', tfjs: '4.22.0' };
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dni workbench test-'));
});
afterEach(() => rm(home, { recursive: true }));

async function probe(settings: object, env: object = {}): Promise<ReturnType<typeof parseProbe>> {
  const place = placeSchema.parse({ kind: 'slurm', id: 'here', name: 'Here', ...settings });
  const script = probeScript(place, versions);
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script], {
    env: { PATH: process.env.PATH ?? '', HOME: home, ...env },
  });
  return parseProbe(stdout);
}

async function install(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'installation.json'), '{}');
}

describe.skipIf(process.platform === 'win32')('a node', () => {
  const platform = `${process.platform}-${process.arch}`;

  it('has a version of Node, and no runtime', async () => {
    const found = await probe({ node: process.execPath });
    expect(found).toMatchObject({ node: process.versions.node, hasRuntime: false, platform });
  });

  it('has no Node by this command', async () => {
    expect(await probe({ node: "/nothing/'here" })).toMatchObject({ node: null, platform });
  });

  it('has a runtime in its cache, of this version alone', async () => {
    const name = (tensorflow: string): string => installationName(tensorflow, 'cpu', versions.tfjs);
    const runtimes = join(home, '.cache', 'dni-workbench', 'runtime');
    await install(join(runtimes, name('2.17.0')));
    expect(await probe({})).toMatchObject({ hasRuntime: false });
    await install(join(runtimes, name('2.18.1')));
    expect(await probe({})).toMatchObject({ hasRuntime: true });
    expect(await probe({}, { XDG_CACHE_HOME: join(home, 'other') })).toMatchObject({
      hasRuntime: false,
    });
    await install(join(home, 'other', 'runtime', name('2.18.1')));
    const cache = { DNI_WORKBENCH_CACHE: join(home, 'other') };
    expect(await probe({}, cache)).toMatchObject({ hasRuntime: true });
  });

  it('has a runtime in a folder of its own', async () => {
    expect(await probe({ runtime: '~/a runtime' })).toMatchObject({ hasRuntime: false });
    await install(join(home, 'a runtime'));
    expect(await probe({ runtime: '~/a runtime' })).toMatchObject({ hasRuntime: true });
    expect(await probe({ runtime: join(home, 'a runtime') })).toMatchObject({ hasRuntime: true });
  });
});

it('is not taken for answered where the output is not whole, or is something else', () => {
  expect(parseProbe('')).toBeNull();
  expect(parseProbe('dni-probe node v20.1.0\n')).toBeNull();
  const strange =
    'Welcome!\r\ndni-probe node v20.1.0; rm\r\ndni-probe python \r\ndni-probe platform\r\ndni-probe end\r\n';
  expect(parseProbe(strange)).toEqual({
    node: null,
    python: null,
    hasRuntime: false,
    platform: 'unknown-unknown',
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { installationName, type Variant } from '#tensorflow/runtime/cache';
import { TENSORFLOW_VERSION, findTfjsPackage } from '#tensorflow/runtime/versions';
import { Sandbox, runCli, type Outcome } from './run-cli';

const sandbox = new Sandbox();
afterAll(() => sandbox.remove());

const runtimes = sandbox.path('cache', 'runtime');
const setup = (...args: string[]): Promise<Outcome> =>
  runCli(['setup', ...args], { env: { DNI_WORKBENCH_CACHE: sandbox.path('cache') } });

/** Creates a folder that looks like an installed runtime. */
function createFakeRuntime(variant: Variant): void {
  const folder = join(
    runtimes,
    installationName(TENSORFLOW_VERSION, variant, findTfjsPackage().version),
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'installation.json'), JSON.stringify({ version: 1, files: [] }));
}

describe('setup --remove', () => {
  it('removes the named runtime, and the last one only with --force', async () => {
    createFakeRuntime('cpu');
    createFakeRuntime('gpu');
    expect(await setup('--remove')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--cpu or --gpu') as string,
    });
    expect(await setup('--remove', '--gpu')).toMatchObject({
      status: 0,
      stdout: 'The TensorFlow runtime for GPUs is removed: 0.0 GB are free again.\n',
    });
    expect(await readdir(runtimes)).toHaveLength(1);
    expect(await setup('--remove', '--cpu')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is the only one') as string,
    });
    expect((await setup('--remove', '--cpu', '--force')).status).toBe(0);
    expect(await readdir(runtimes)).toEqual([]);
  });
});

describe('setup --from', () => {
  it('prints the pip command that downloads the missing wheels', async () => {
    const empty = await sandbox.makeFolder('empty');
    const { status, stderr } = await setup('--cpu', '--from', empty);
    expect(status).toBe(2);
    const [, command] = stderr.trimEnd().split('\n').slice(-2);
    expect(command).toMatch(/^python3 -m pip download .*==2\.18\.1$/);
  });
});

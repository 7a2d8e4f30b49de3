import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runElectron } from '../../../src-main/launch/electron-window';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-electron-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A fake Electron: it logs its arguments, then runs the shell command `then`. */
async function fakeElectron(then: string): Promise<string> {
  const path = join(folder, 'electron');
  const log = join(folder, 'log');
  await writeFile(
    path,
    `#!/bin/sh\nprintf '%s\\n' "$@" "node: $ELECTRON_RUN_AS_NODE" > '${log}.part'\nmv '${log}.part' '${log}'\n${then}\n`,
  );
  await chmod(path, 0o755);
  return path;
}
const started = async (): Promise<string[]> =>
  (await readFile(join(folder, 'log'), 'utf8')).trimEnd().split('\n');

describe.runIf(process.platform !== 'win32')('runElectron', () => {
  it('passes the project as one argument and unsets ELECTRON_RUN_AS_NODE', async () => {
    vi.stubEnv('ELECTRON_RUN_AS_NODE', '1');
    expect(await runElectron(await fakeElectron('exit 0'), '/my study')).toBeNull();
    const [program, ...others] = await started();
    expect(program).toBe(join(import.meta.dirname, '../../../'));
    expect(others).toEqual(['--project=/my study', 'node:']);
  });

  it('reports an exit with an error shortly after the start', async () => {
    expect(await runElectron(await fakeElectron('exit 1'), undefined)).toBe(
      'Electron ended at once (status 1)',
    );
    expect(await runElectron(await fakeElectron('kill -SEGV $$'), undefined)).toBe(
      'Electron ended at once (SIGSEGV)',
    );
    expect(await runElectron(join(folder, 'nowhere'), undefined)).toContain(
      'Electron could not be started',
    );
  });

  it('forwards SIGTERM and waits for the exit', async () => {
    const running = runElectron(
      await fakeElectron("trap 'exit 0' TERM; while :; do sleep 0.05; done"),
      undefined,
    );
    await vi.waitUntil(() => started().catch(() => null), { timeout: 60_000 });
    const before = process.listenerCount('SIGTERM');
    process.emit('SIGTERM');
    expect(await running).toBeNull();
    expect(process.listenerCount('SIGTERM')).toBe(before - 1);
  });
});

import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Handlers } from '#api/commands';
import { startServer, type RunningServer } from '#server/start-server';
import { openBrowser } from '../../../src-main/launch/browser';

let folder: string;
let server: RunningServer;
/** The folder for the file; its name has a space, as that of the projects has. */
let home: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-browser-'));
  home = join(folder, 'DNI Workbench');
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html><title>page</title>');
  // A browser that notes its arguments and its environment.
  const opener = join(folder, 'bin', 'xdg-open');
  await mkdir(join(folder, 'bin'));
  await writeFile(
    opener,
    `#!/bin/sh\n{ tr '\\0' '\\n' < /proc/$$/cmdline; tr '\\0' '\\n' < /proc/$$/environ; } > '${folder}/seen.part'\nmv '${folder}/seen.part' '${folder}/seen'\n`,
  );
  await chmod(opener, 0o755);
  vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`);
  vi.stubEnv('DISPLAY', ':0');
  server = await startServer({
    service: { handlers: {} as Handlers, onEvent: () => () => undefined },
    rendererDirectory: join(folder, 'renderer'),
  });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true });
});

const file = (): string => join(home, `.sign-in-${server.port}.html`);
/** What the browser was started with: its arguments and its environment, one a line. */
const seen = (): Promise<string> =>
  vi.waitFor(() => readFile(join(folder, 'seen'), 'utf8'), { timeout: 60_000 });
const isGone = (): Promise<void> =>
  vi.waitFor(async () => expect(await readdir(home)).toEqual([]), { timeout: 60_000 });

describe.runIf(process.platform === 'linux')('the browser', () => {
  it('is signed in by a file that only the user can read, and gets no secret', async () => {
    await openBrowser(server, home);
    const started = await seen();
    const page = await readFile(file(), 'utf8');
    const [address = '', code = ''] = /http:\/\/127[^"]*code=([\w-]+)/.exec(page) ?? [];
    expect(Buffer.from(code, 'base64url')).toHaveLength(32);
    expect(started).not.toContain(code);
    expect(started).not.toMatch(/code=|127\.0\.0\.1/);
    const url = started.split('\n').find((line) => line.startsWith('file:')) ?? '';
    expect(fileURLToPath(url)).toBe(file());
    expect((await stat(file())).mode & 0o777).toBe(0o600);

    const answer = await fetch(address, { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toContain('HttpOnly; SameSite=Strict');
    const window = await fetch(server.url, { headers: { Cookie: cookie.split(';')[0] ?? '' } });
    expect(await window.text()).toContain('<title>page</title>');
    await isGone();
    expect((await fetch(address)).status).toBe(401);
  });

  it('has a minute to open the file', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await openBrowser(server, home);
    const [address = ''] = /http:[^"]*/.exec(await readFile(file(), 'utf8')) ?? [];
    vi.advanceTimersByTime(59_999);
    expect(await readdir(home)).toHaveLength(1);
    vi.advanceTimersByTime(1);
    vi.useRealTimers();
    await isGone();
    expect((await fetch(address)).status).toBe(401);
  });

  it('leaves no file when the server ends', async () => {
    await openBrowser(server, home);
    await seen();
    await server.close();
    await isGone();
  });

  it('gets a new file in place of one that was left, also of a link', async () => {
    await mkdir(home);
    await writeFile(join(folder, 'other'), 'of the user', { mode: 0o644 });
    await symlink(join(folder, 'other'), file());
    await openBrowser(server, home);
    await seen();
    expect(await readFile(join(folder, 'other'), 'utf8')).toBe('of the user');
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('is not started where the file cannot be written', async () => {
    await writeFile(home, 'a file in place of the folder');
    const revoke = vi.fn();
    const issueAddress = (): ReturnType<RunningServer['issueAddress']> => ({
      ...server.issueAddress(),
      revoke,
    });
    await openBrowser({ port: server.port, issueAddress }, home);
    expect(revoke).toHaveBeenCalledOnce();
    expect(await readdir(folder)).not.toContain('seen');
  });

  it('is not started without a display', async () => {
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    await openBrowser(server, home);
    expect(await readdir(folder)).not.toContain('DNI Workbench');
  });
});

import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Handlers } from '#api/commands';
import { startServer, type RunningServer } from '#server/start-server';
import { openBrowser as openDefaultBrowser } from '../../src-main/launch/browser';
import { openBrowser } from './browser';
import { Home } from './workbench';

const home = new Home();
const options = {
  service: {
    handlers: { 'projects.recent': () => [] } as Partial<Handlers> as Handlers,
    onEvent: () => () => undefined,
  },
  rendererDirectory: 'out/renderer',
};
let server: RunningServer;
let browser: BrowserContext;

beforeAll(async () => {
  // The default browser is a script that notes what it is asked to open.
  const opener = join(home.folder, 'bin', 'xdg-open');
  await mkdir(join(home.folder, 'bin'));
  await writeFile(
    opener,
    `#!/bin/sh\nprintf %s "$1" > '${home.folder}/part'\nmv '${home.folder}/part' '${home.folder}/opened'\n`,
  );
  await chmod(opener, 0o755);
  vi.stubEnv('PATH', `${join(home.folder, 'bin')}:${process.env.PATH}`);
  vi.stubEnv('DISPLAY', ':0');
  server = await startServer(options);
  browser = await openBrowser(home);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await browser?.close();
  await server?.close();
  await home.remove();
});

describe('a browser', () => {
  it('is signed in by the file that it is started with', async () => {
    await openDefaultBrowser(server, home.projects);
    const opened = await vi.waitFor(() => readFile(join(home.folder, 'opened'), 'utf8'), 60_000);
    const page = await browser.newPage();
    await page.goto(opened);
    await page.waitForURL(server.url);
    expect(await page.title()).toBe('DNI Workbench');
    // The window itself may now send commands.
    const status = await page.evaluate(async () => {
      const body = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } };
      return (await fetch('/api/projects.recent', body)).status;
    });
    expect(status).toBe(200);
    // Reloading and a second tab need no other address.
    await page.reload();
    const second = await browser.newPage();
    expect((await second.goto(server.url))?.status()).toBe(200);
    await rm(join(home.folder, 'opened'));
  });

  it('is told how to get in when its cookie is gone', async () => {
    await browser.clearCookies();
    const page = await browser.newPage();
    expect((await page.goto(server.url))?.status()).toBe(401);
    expect(await page.locator('body').innerText()).toContain('Press Enter in the terminal');
    await page.goto(server.issueAddress().address);
    expect(page.url()).toBe(server.url);
  });

  it('is told how to get in again when the program was restarted, and goes on once it is signed in', async () => {
    const page = await browser.newPage();
    await page.goto(server.issueAddress().address);
    const { port } = server;
    await server.close();
    const banner = page.getByRole('alert').filter({ hasText: 'was ended or restarted' });
    await banner.waitFor();
    expect(await banner.innerText()).toContain('open the address');
    server = await startServer({ ...options, port });
    // The new program does not know the old cookie.
    const other = await browser.newPage();
    await other.goto(server.issueAddress().address);
    await banner.waitFor({ state: 'hidden' });
  });
});

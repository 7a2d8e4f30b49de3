import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge } from '#api/client';
import type { CommandName } from '#api/commands';
import type { Project, SavedModel } from '#api/types';
import type { Run } from '#spec/run';
import { Home, screenshotPath } from '../e2e/workbench';
import { hostileActs } from './hostile';
import { openWorkbench, type OpenWorkbench } from './workbench';

const home = new Home();
let workbench: OpenWorkbench;
const ready = (page: Page): Promise<void> =>
  page.getByRole('region', { name: 'Model builder' }).waitFor();

beforeAll(async () => {
  workbench = await openWorkbench(home);
  await ready(workbench.page);
});
afterAll(async () => {
  await workbench?.app.evaluate(({ app }) => app.exit(0)).catch(() => undefined);
  await home.remove();
});

const windows = (): Page[] => workbench.app.windows();
const windowCount = (): Promise<number> =>
  workbench.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

/** Clicks an item of the native menu. */
async function choose(menu: string, entry: string): Promise<void> {
  await workbench.app.evaluate(
    ({ Menu }, labels) => {
      const top = Menu.getApplicationMenu()?.items.find(({ label }) => label === labels.menu);
      top?.submenu?.items.find(({ label }) => label === labels.entry)?.click();
    },
    { menu, entry },
  );
}

/** Replaces the native dialogs by fakes with this response, and records their options. */
async function answerDialogs(response: number, path = ''): Promise<void> {
  await workbench.app.evaluate(
    ({ dialog }, given) => {
      const asked: unknown[] = [];
      Object.assign(globalThis, { asked });
      const say = (...args: unknown[]): Promise<unknown> => {
        asked.push(args[args.length - 1]);
        return Promise.resolve({
          response: given.response,
          filePaths: [given.path],
          filePath: given.path,
        });
      };
      Object.assign(dialog, { showMessageBox: say, showOpenDialog: say, showSaveDialog: say });
    },
    { response, path },
  );
}
const asked = (): Promise<{ message: string }[]> =>
  workbench.app.evaluate(() => (globalThis as unknown as { asked: { message: string }[] }).asked);

/** Sends a command from the page and returns its result. */
async function ask<T>(page: Page, command: CommandName, input: object = {}): Promise<T> {
  const answer = await page.evaluate(
    ([name, given]) => (window as unknown as { workbench: Bridge }).workbench.invoke(name, given),
    [command, input] as const,
  );
  return (answer as { result: T }).result;
}

function runs(): Run[] {
  const folder = join(home.projects, 'Sample', 'runs');
  const read = (id: string): Run =>
    JSON.parse(readFileSync(join(folder, id, 'run.json'), 'utf8')) as Run;
  return readdirSync(folder).map(read);
}
/** Starts a run that takes about an hour, and waits until it trains. */
async function startLongRun(page: Page): Promise<() => Run | undefined> {
  const { id: projectId } = await ask<Project>(page, 'projects.current');
  const { spec } = await ask<SavedModel>(page, 'models.get', { projectId, modelId: 'mnist-cdni' });
  const training = { ...spec.training, checkpointEvery: 10 };
  const { id } = await ask<Run>(page, 'runs.start', {
    projectId,
    spec: { ...spec, training },
    modelId: null,
    steps: 1_000_000,
  });
  const now = (): Run | undefined => runs().find((run) => run.id === id);
  await expect.poll(() => now()?.step ?? 0, { timeout: 90_000 }).toBeGreaterThan(20);
  return now;
}

describe('a page gone bad', () => {
  for (const { name, script, expected } of hostileActs)
    it(name, async () => {
      expect(await workbench.page.evaluate(script)).toEqual(expected);
    });

  it('leaves the window where it was, and alone', () => {
    expect(workbench.page.url()).toBe('app://workbench/');
    expect(windows()).toHaveLength(1);
  });
});

describe('windows and projects', () => {
  it('a second window begins on the start screen', async () => {
    const opened = workbench.app.waitForEvent('window');
    await choose('&File', 'New window');
    const second = await opened;
    await second.getByText('A project is a folder').waitFor();
    expect(await ask(second, 'projects.current')).toBeNull();
  });

  it('a second start hands its project to it, and ends', async () => {
    const [, second] = windows();
    if (!second) throw new Error('There is no second window.');
    const directory = join(home.folder, 'second');
    const start = spawn(
      process.env.DNI_TEST_ELECTRON ?? '',
      [
        `--user-data-dir=${join(home.folder, 'config')}`,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--project=${directory}`,
      ],
      { stdio: 'ignore' },
    );
    await new Promise((resolve) => start.on('exit', resolve));
    await ready(second);
    expect(await ask(second, 'projects.current')).toMatchObject({ directory });
    expect(windows()).toHaveLength(2);
  });

  it('the menu makes a project in a window of its own', async () => {
    await answerDialogs(0, join(home.folder, 'My study'));
    const opened = workbench.app.waitForEvent('window');
    await choose('&File', 'New project…');
    const third = await opened;
    await ready(third);
    expect(await third.title()).toBe('My study – DNI Workbench');
    await third.close();
    await windows()[1]?.close();
    expect(windows()).toHaveLength(1);
    // A window ends a moment after its page, and the test may not touch it in between.
    await expect.poll(windowCount).toBe(1);
  });

  it('a start while a window is closing leaves that window alone, which would end the program', async () => {
    const opened = workbench.app.waitForEvent('window');
    await choose('&File', 'New window');
    await (await opened).getByText('A project is a folder').waitFor();
    await workbench.app.evaluate(({ app, BrowserWindow }) => {
      const windows = BrowserWindow.getAllWindows();
      const newest = windows.reduce((a, b) => (a.id > b.id ? a : b));
      newest.webContents.once('destroyed', () =>
        app.emit('second-instance', {}, [app.getPath('exe')], '/'),
      );
      newest.close();
    });
    await expect.poll(windowCount).toBe(1);
  });

  it('the menu leads the window in front', async () => {
    await workbench.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
    await expect
      .poll(() => workbench.app.evaluate(({ BrowserWindow }) => !!BrowserWindow.getFocusedWindow()))
      .toBe(true);
    await choose('&View', 'Data');
    await expect.poll(() => workbench.page.url()).toBe('app://workbench/#data');
  });

  it('a dialog chooses what an import reads', async () => {
    const { page } = workbench;
    await page.getByRole('button', { name: 'Import data' }).click();
    await answerDialogs(0, '/chosen/by/hand');
    await page.getByTitle('Choose: Images').click();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Images', exact: true }).inputValue())
      .toBe('/chosen/by/hand');
    await page.screenshot({ path: screenshotPath('electron-import') });
  });
});

describe('runs in progress', () => {
  let run: () => Run | undefined;

  it('one whose process crashes has failed, the window lives, and it goes on', async () => {
    run = await startLongRun(workbench.page);
    process.kill(run()?.pid ?? NaN, 'SIGABRT');
    await expect.poll(() => run()?.status).not.toBe('running');
    const { status, failure } = run() ?? {};
    // Electron 22 reports one in ten processes that a signal has ended with status 0.
    if (failure?.includes('ended without a report')) expect(status).toBe('interrupted');
    else {
      expect(failure).toContain('gave up (SIGABRT)');
      expect(status).toBe('failed');
    }
    const { id: projectId } = await ask<Project>(workbench.page, 'projects.current');
    await ask(workbench.page, 'runs.resume', { projectId, runId: run()?.id });
    await expect.poll(() => run()?.status, { timeout: 60_000 }).toBe('running');
    const step = run()?.step ?? 0;
    await expect.poll(() => run()?.step ?? 0, { timeout: 60_000 }).toBeGreaterThan(step + 20);
  });

  it('closing the last window asks, and it stays where it is told to', async () => {
    await answerDialogs(1);
    await workbench.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(asked).toHaveLength(1);
    expect((await asked())[0]?.message).toContain('is in progress. Stop it and quit?');
    expect(run()?.status).toBe('running');
    expect(windows()).toHaveLength(1);
  });

  it('quitting stops them with a checkpoint, where it is told to', async () => {
    await answerDialogs(0);
    const closed = workbench.app.waitForEvent('close');
    await workbench.app.evaluate(({ app }) => app.quit());
    await closed;
    expect(run()).toMatchObject({ status: 'stopped', pid: null });
  });

  it('a polite kill stops them too, and asks nobody', async () => {
    workbench = await openWorkbench(home);
    await ready(workbench.page);
    await choose('&File', 'New window');
    // The most recent project is the one created by the menu, so the sample is opened from the recent list.
    await answerDialogs(0, join(home.projects, 'Sample'));
    const page = workbench.page;
    await ask(page, 'projects.open', { directory: join(home.projects, 'Sample') });
    run = await startLongRun(page);
    const closed = workbench.app.waitForEvent('close');
    workbench.app.process().kill('SIGTERM');
    await closed;
    expect(run()).toMatchObject({ status: 'stopped', pid: null });
  });
});

/** The program as a test starts it: behind the loopback server in Chromium, or as a window of Electron. */
import type { BrowserContext, Page } from 'playwright-core';
import type { Bridge } from '#api/client';
import { openWorkbench } from '../electron/workbench';
import { openBrowser } from './browser';
import { startWorkbench, type Home } from './workbench';

export interface Size {
  width: number;
  height: number;
}

/** What the tests of the window need and the two forms of the program do in different ways. */
export interface Program {
  readonly page: Page;
  /** All pages of the program. */
  readonly context: BrowserContext;
  resize(size: Size): Promise<void>;
  /** Opens one more window on the same project. */
  openAnother(): Promise<Page>;
  /** Sends a command as the window does; resolves to the answer in its envelope. */
  send(command: string, input: object): Promise<unknown>;
  /** Ends the program, and starts it again with the same folders. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Prepares a context before the window is used. */
type Prepare = (context: BrowserContext) => void;

/** Starts the program in Electron where that has been set up for tests, else in Chromium. */
export function startProgram(home: Home, prepare: Prepare): Promise<Program> {
  const start = process.env['DNI_TEST_ELECTRON'] ? startInElectron : startInBrowser;
  return start(home, prepare);
}

async function startInBrowser(home: Home, prepare: Prepare): Promise<Program> {
  const [context, first] = await Promise.all([openBrowser(home), startWorkbench(home)]);
  let server = first;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  prepare(context);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(server.url);
  return {
    page,
    context,
    resize: (size) => page.setViewportSize(size),
    async openAnother() {
      const other = await context.newPage();
      await other.goto(new URL(server.url).origin);
      return other;
    },
    send: (command, input) =>
      page.evaluate(
        async ([name, body]) => {
          const headers = { 'Content-Type': 'application/json' };
          const response = await fetch(`/api/${name}`, { method: 'POST', headers, body });
          return (await response.json()) as unknown;
        },
        [command, JSON.stringify(input)] as const,
      ),
    async restart() {
      const status = await server.close();
      if (status !== 0) throw new Error(`The server ended with status ${String(status)}.`);
      server = await startWorkbench(home);
      await page.goto(server.url);
    },
    async close() {
      await Promise.all([context.close(), server.close()]);
    },
  };
}

async function startInElectron(home: Home, prepare: Prepare): Promise<Program> {
  let { app, page } = await openWorkbench(home);
  prepare(app.context());
  return {
    get page() {
      return page;
    },
    get context() {
      return app.context();
    },
    // The window has no other size than its own: a page cannot be given one.
    resize: (size) =>
      app.evaluate(
        ({ BrowserWindow }, { width, height }) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
        size,
      ),
    openAnother: () =>
      Promise.reject(new Error('A second window of Electron begins on the start screen.')),
    send: (command, input) =>
      page.evaluate(
        ([name, given]) =>
          (window as unknown as { workbench: Bridge }).workbench.invoke(name, given),
        [command, input] as const,
      ),
    async restart() {
      await app.close();
      ({ app, page } = await openWorkbench(home));
      prepare(app.context());
    },
    // Unlike closing the window, this does not ask about runs in progress.
    async close() {
      const closed = app.waitForEvent('close');
      void app.evaluate(({ app: program }) => program.exit(0)).catch(() => undefined);
      await closed;
    },
  };
}

import { resolve } from 'node:path';
import { messageOf } from '#spec/errors';
import { openInBrowser } from './launch/browser';
import { buildOut } from './launch/build-out';
import { findElectron } from './launch/electron-binary';
import { runElectron } from './launch/electron-window';
import { untilInterrupted } from './launch/interrupt';
import { root, serveWorkbench } from './launch/serve-workbench';
import { setUpWithProgress } from './launch/set-up';

type Print = (line: string) => void;

export interface ServeCommand {
  port?: number;
  /** A project folder, made where it is missing. */
  project?: string;
  print: Print;
}

export interface StartCommand extends ServeCommand {
  /** Does not look for Electron. */
  browserOnly?: boolean;
  /** Asks the desktop to open the address, where there is a desktop. True unless given. */
  openBrowser?: boolean;
  /** Brings up the runtime where it is missing; left out, with a progress bar on stderr. */
  setUp?: () => Promise<unknown>;
}

/**
 * `npm start`: the runtime, the built window, and then Electron, or the browser with one line that
 * says why. Ends with the window or with Ctrl-C; runs stop with a checkpoint. Throws WorkbenchError.
 */
export async function start(options: StartCommand): Promise<void> {
  const { print } = options;
  try {
    await (options.setUp ?? (() => setUpWithProgress(print)))();
  } catch (error) {
    print(messageOf(error));
    print("Going on with tfjs's own CPU backend, which trains many times slower.");
  }
  await buildOut(root, print);

  const project = options.project === undefined ? undefined : resolve(options.project);
  const reason = options.browserOnly
    ? 'the browser was asked for'
    : await openInElectron(project, print);
  if (reason === null) return;
  const served = await serveWorkbench({ port: options.port, project });
  print(`The workbench opens in the browser, because ${reason}:`);
  print(served.url);
  if (options.openBrowser ?? true) openInBrowser(served.url);
  await untilInterrupted(() => served.close(), print);
}

/** `dni serve`: the browser's way alone. Ends with Ctrl-C. Throws WorkbenchError. */
export async function serve({ port, project, print }: ServeCommand): Promise<void> {
  await buildOut(root, print);
  const served = await serveWorkbench({ port, project: project && resolve(project) });
  print(served.url);
  await untilInterrupted(() => served.close(), print);
}

/** Null once its window was closed, or why there was none. */
async function openInElectron(project: string | undefined, print: Print): Promise<string | null> {
  const electron = await findElectron(print);
  if ('reason' in electron) return electron.reason;
  print('The workbench opens in Electron.');
  return runElectron(electron.path, project);
}

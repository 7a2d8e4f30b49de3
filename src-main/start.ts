import { resolve } from 'node:path';
import { messageOf } from '#spec/errors';
import { onEnter } from './launch/enter-key';
import { ensureBuilt } from './launch/ensure-built';
import { findElectron } from './launch/electron-binary';
import { runElectron } from './launch/electron-window';
import { closeOnInterrupt } from './launch/wait-for-interrupt';
import { programFolder, serveWorkbench, type ServedWorkbench } from './launch/serve-workbench';
import { setUpWithProgress } from './launch/setup-progress';

type Print = (line: string) => void;

export interface ServeCommand {
  port?: number;
  /** A project folder, which is created if it is missing. */
  project?: string;
  print: Print;
}

export interface StartCommand extends ServeCommand {
  /** Whether to use the browser even if Electron is available. */
  browserOnly?: boolean;
  /** Whether to open the address in the default browser. Default: true. */
  openBrowser?: boolean;
  /** Installs the runtime if it is missing. Default: `setUpWithProgress`. */
  setUp?: () => Promise<unknown>;
}

/**
 * `npm start`: sets up the runtime, builds the window, and opens it in Electron, or in the browser
 * after a line that says why. Returns when the window is closed or after Ctrl-C; runs stop with a
 * checkpoint. Throws WorkbenchError.
 */
export async function start(options: StartCommand): Promise<void> {
  const { print } = options;
  try {
    await (options.setUp ?? (() => setUpWithProgress(print)))();
  } catch (error) {
    print(messageOf(error));
    print("Going on with tfjs's own CPU backend, which trains many times slower.");
  }
  await ensureBuilt(programFolder, print);

  const project = options.project === undefined ? undefined : resolve(options.project);
  const reason = options.browserOnly
    ? 'the browser was asked for'
    : await openInElectron(project, print);
  if (reason === null) return;
  const served = await serveWorkbench({ port: options.port, project });
  print(
    `The workbench opens in the browser, because ${reason}. If it does not, open this address:`,
  );
  if (options.openBrowser ?? true) await served.openBrowser();
  await printAddressesUntilClosed(served, print);
}

/** `dni serve`: serves the window to the browser. Returns after Ctrl-C. Throws WorkbenchError. */
export async function serve({ port, project, print }: ServeCommand): Promise<void> {
  await ensureBuilt(programFolder, print);
  const served = await serveWorkbench({ port, project: project && resolve(project) });
  await printAddressesUntilClosed(served, print);
}

/** Prints an address that works once, and another each time Enter is pressed. Returns after Ctrl-C. */
async function printAddressesUntilClosed(served: ServedWorkbench, print: Print): Promise<void> {
  print(served.newAddress());
  const hint = process.stdin.isTTY ? ' Press Enter here for another.' : '';
  print(`The address signs one browser in and works once.${hint}`);
  const stopListening = onEnter(() => print(served.newAddress()));
  await closeOnInterrupt(async () => {
    stopListening();
    await served.close();
  }, print);
}

/** Resolves to null when the window is closed, or to the reason why Electron did not start. */
async function openInElectron(project: string | undefined, print: Print): Promise<string | null> {
  const electron = await findElectron(print);
  if ('reason' in electron) return electron.reason;
  print('The workbench opens in Electron.');
  return runElectron(electron.path, project);
}

import { resolve } from 'node:path';
import { messageOf } from '#spec/errors';
import { fallbackDescriptions } from '#tensorflow/runtime/fallback';
import { findTrainingInstallation } from '#tensorflow/runtime/find-installation';
import { hasNvidiaDriver } from '#tensorflow/runtime/nvidia-driver';
import type { SetupOptions, SetupProgress } from '#tensorflow/runtime/setup';
import { onEnter } from './launch/enter-key';
import {
  browserParts,
  electronParts,
  ensureBuilt,
  listStaleParts,
  type BuiltPart,
} from './launch/ensure-built';
import { findElectron } from './launch/electron-binary';
import { runElectron } from './launch/electron-window';
import { closeOnInterrupt } from './launch/wait-for-interrupt';
import { programFolder, serveWorkbench, type ServedWorkbench } from './launch/serve-workbench';
import { setUpWithProgress, type ShownProgress } from './launch/setup-progress';
import { waitingPage } from './launch/waiting-page';

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
  setUp?: (options: Pick<SetupOptions, 'onProgress' | 'signal'>) => Promise<unknown>;
}

/**
 * `npm start`: sets up the runtime and builds the window, side by side, and opens it in Electron, or in the browser
 * after a line that says why. The browser shows how far that is until the window is there; where both are there, it
 * shows the window at once. Returns when the window is closed or after Ctrl-C; runs stop with a checkpoint. Throws
 * WorkbenchError.
 */
export async function start(options: StartCommand): Promise<void> {
  const { print } = options;
  const project = options.project === undefined ? undefined : resolve(options.project);
  const electron = options.browserOnly
    ? { reason: 'the browser was asked for' }
    : await findElectron(print);
  if ('reason' in electron) return startInBrowser(electron.reason, project, options);
  await new Preparation(options, electronParts).ended;
  print('The workbench opens in Electron.');
  const reason = await runElectron(electron.path, project);
  if (reason !== null) await startInBrowser(reason, project, options);
}

async function startInBrowser(
  reason: string,
  project: string | undefined,
  options: StartCommand,
): Promise<void> {
  const { print, port } = options;
  let steps: readonly ShownProgress[] = [];
  const isReady = await isPrepared();
  const served = await serveWorkbench({
    port,
    project,
    waitingPage: isReady ? undefined : () => waitingPage(steps),
  });
  const stop = new AbortController();
  const prepare = async (): Promise<void> => {
    const preparation = new Preparation(options, browserParts, stop.signal);
    steps = preparation.steps;
    await preparation.ended;
    await served.showWindow();
  };
  try {
    print(
      `The workbench opens in the browser, because ${reason}. If it does not, open this address:`,
    );
    print(served.newAddress());
    if (options.openBrowser ?? true) await served.openBrowser();
    if (!isReady) await prepare();
  } catch (error) {
    await served.close();
    throw error;
  }
  const closed = waitUntilClosed(served, print);
  // An installed runtime has worked before: it is tried out while the window loads, and built anew if it fails now.
  if (isReady) prepare().catch((error: unknown) => print(messageOf(error)));
  await closed;
  stop.abort();
}

/** Whether the window is built and a runtime installed. */
async function isPrepared(): Promise<boolean> {
  const [stale, installation] = await Promise.all([
    listStaleParts(programFolder, browserParts),
    hasNvidiaDriver().then(findTrainingInstallation),
  ]);
  return stale.length === 0 && installation !== null;
}

/** `dni serve`: serves the window to the browser. Returns after Ctrl-C. Throws WorkbenchError. */
export async function serve({ port, project, print }: ServeCommand): Promise<void> {
  await ensureBuilt(programFolder, browserParts);
  const served = await serveWorkbench({ port, project: project && resolve(project) });
  print(served.newAddress());
  await waitUntilClosed(served, print);
}

/** What has to be done before the window can be used: the runtime and the window, at the same time. */
class Preparation {
  /** What is being done, for display. */
  readonly steps: ShownProgress[] = [
    toStep('Building the window …'),
    toStep('Looking for the TensorFlow runtime'),
  ];
  /** Rejects if the window cannot be built. Without a runtime, the window works. */
  readonly ended: Promise<void>;

  /** `signal` ends the setup of the runtime, not the build. */
  constructor(options: StartCommand, parts: readonly BuiltPart[], signal?: AbortSignal) {
    this.ended = this.#prepare(options, parts, signal);
  }

  async #prepare(
    { print, setUp }: StartCommand,
    parts: readonly BuiltPart[],
    signal?: AbortSignal,
  ): Promise<void> {
    const onProgress = (progress: SetupProgress): void => {
      this.steps[1] = progress;
    };
    const runtime = (setUp ?? ((options) => setUpWithProgress(print, options)))({
      onProgress,
      signal,
    });
    const [built, installed] = await Promise.allSettled([
      ensureBuilt(programFolder, parts).then(
        () => (this.steps[0] = toStep('The window is built.')),
      ),
      runtime,
    ]);
    if (installed.status === 'rejected' && !signal?.aborted) {
      print(messageOf(installed.reason));
      print(fallbackDescriptions.wasm.slowdown);
    }
    if (built.status === 'rejected') throw built.reason;
  }
}

/** A step of which it is not known how far it is. */
function toStep(message: string): ShownProgress {
  return { fraction: null, secondsLeft: null, message };
}

/** Prints another address each time Enter is pressed. Returns after Ctrl-C. */
async function waitUntilClosed(served: ServedWorkbench, print: Print): Promise<void> {
  const hint = process.stdin.isTTY ? ' Press Enter here for another.' : '';
  print(`The address signs one browser in and works once.${hint}`);
  const stopListening = onEnter(() => print(served.newAddress()));
  await closeOnInterrupt(async () => {
    stopListening();
    await served.close();
  }, print);
}

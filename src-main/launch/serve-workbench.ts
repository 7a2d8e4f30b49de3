import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Downloads } from '#server/downloads';
import { failureLogFolder } from '#service/failure-logs';
import { logUncaughtErrors } from '#service/log-errors';
import { ProgramLog } from '#service/program-log';
import { configDirectory } from '#files/config-directory';
import { createFileSettings } from '#server/settings-file';
import { startServer, type OneTimeAddress } from '#server/start-server';
import { createService } from '#service/create-service';
import { linkTargetsFromEnvironment } from '#service/disk-access';
import { WorkbenchError } from '#spec/errors';
import { workbenchVersion } from '#spec/version';
import { cacheFolder } from '#tensorflow/runtime/cache';
import { forkLauncher } from '#training/fork-port';
import { SpareWorker } from '#training/spare-worker';
import { openBrowser } from './browser';
import { ensureNodeProgram } from './node-program';

/** The folder of the program, which contains `src-main`, `resources` and `out`. Ends with a slash. */
export const programFolder = fileURLToPath(new URL('../..', import.meta.url));

/** The port to try first, so that the address stays the same between starts. */
const defaultPort = 4180;

/** The first worker is started this long after the window is shown. */
const spareAfterMs = 1000;

export interface ServeOptions {
  /** 0: any free port. Default: 4180, or any free port if that is in use. */
  port?: number;
  /** A project folder to open or create. Default: the most recent project. */
  project?: string;
  /** A page to show in place of the window until `showWindow` is called. Default: the window is shown at once. */
  waitingPage?: () => string;
}

export interface ServedWorkbench {
  /** Makes the address to open in a browser. It works once; the one that was made before ends. */
  newAddress(): string;
  /** Opens the default browser, signed in. */
  openBrowser(): Promise<void>;
  /** Ends the waiting page, after the window was built and the runtime installed. Throws as `startServer` does. */
  showWindow(): Promise<void>;
  /** Stops all runs with a checkpoint, then the server. */
  close(): Promise<void>;
}

/**
 * Serves the built window on 127.0.0.1; each run trains in a process of its own. Throws
 * WorkbenchError if the requested project cannot be opened or the requested port is in use.
 *
 * ```ts
 * const { newAddress, close } = await serveWorkbench({ port: 0 });
 * console.log(newAddress());
 * ```
 */
export async function serveWorkbench(options: ServeOptions): Promise<ServedWorkbench> {
  const workers = new SpareWorker(forkLauncher());
  const log = new ProgramLog(join(configDirectory(), 'logs', 'program.log'));
  const stopLogging = logUncaughtErrors(log);
  const service = createService({
    host: 'browser',
    version: workbenchVersion,
    resources: `${programFolder}resources`,
    settings: createFileSettings(),
    log,
    failureLogs: failureLogFolder(),
    linkTargets: linkTargetsFromEnvironment(),
    launchWorker: () => workers.launch(),
    listProgram: () => ensureNodeProgram(programFolder),
  });
  const downloads = new Downloads(join(cacheFolder(), 'browser-downloads'));
  // All tabs of the browser share one view.
  const { handlers, workspace } = service.openView({
    prepareDownload: (name) => downloads.prepare(name),
    giveBackDownload: (path) => downloads.giveBack(path),
  });
  const serve = (port: number) =>
    startServer({
      service: { handlers, onEvent: service.onEvent },
      downloads,
      rendererDirectory: `${programFolder}out/renderer`,
      waitingPage: options.waitingPage,
      port,
    });
  try {
    if (options.project === undefined) await workspace.openInitial();
    else await workspace.openOrCreate(options.project);
    const server =
      options.port === undefined
        ? await serve(defaultPort).catch(retryOnFreePort)
        : await serve(options.port);
    let lastAddress: OneTimeAddress | null = null;
    return {
      newAddress() {
        lastAddress?.revoke();
        lastAddress = server.issueAddress();
        return lastAddress.address;
      },
      openBrowser: () => openBrowser(server, service.projectsDirectory),
      async showWindow() {
        await service.announceCompute();
        server.showWindow();
        // Once the page has loaded: both take all of a core.
        setTimeout(() => workers.prepare(), spareAfterMs).unref();
      },
      async close() {
        stopLogging();
        workers.close();
        await service.close();
        await server.close();
        await downloads.close();
      },
    };
  } catch (error) {
    stopLogging();
    await service.close();
    await downloads.close();
    throw error;
  }

  function retryOnFreePort(error: unknown): ReturnType<typeof serve> {
    if (error instanceof WorkbenchError) return serve(0);
    throw error;
  }
}

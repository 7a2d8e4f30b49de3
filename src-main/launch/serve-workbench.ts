import { fileURLToPath } from 'node:url';
import { settingsFile } from '#server/settings-file';
import { startServer } from '#server/start-server';
import { createService } from '#service/create-service';
import { WorkbenchError } from '#spec/errors';
import { workbenchVersion } from '#spec/version';
import { forkLauncher } from '#training/fork-port';

/** The folder of the program: sources, `resources`, `out`. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Tried first, so that the address is the same from day to day. */
const usualPort = 4180;

export interface ServeOptions {
  /** 0: any free port. Left out: 4180, or any free one where that is taken. */
  port?: number;
  /** A project folder to open (or make) instead of the one of last time. */
  project?: string;
}

export interface ServedWorkbench {
  /** The address to open, token included. */
  url: string;
  /** Stops all runs with a checkpoint, then the server. */
  close(): Promise<void>;
}

/**
 * Serves the built window on loopback, with runs training in processes of their own. Throws where
 * the named project cannot be opened or the named port is taken.
 */
export async function serveWorkbench(options: ServeOptions): Promise<ServedWorkbench> {
  const service = createService({
    host: 'browser',
    version: workbenchVersion,
    resources: `${root}resources`,
    settings: settingsFile(),
    launchWorker: forkLauncher(new URL('../training/worker.ts', import.meta.url)),
  });
  // All tabs of the browser are one window.
  const { handlers, workspace } = service.openView();
  const serve = (port: number) =>
    startServer({
      service: { handlers, onEvent: service.onEvent },
      rendererDirectory: `${root}out/renderer`,
      port,
    });
  try {
    if (options.project === undefined) await workspace.openFirst();
    else await workspace.openOrCreate(options.project);
    const server =
      options.port === undefined
        ? await serve(usualPort).catch(anyPort)
        : await serve(options.port);
    return {
      url: server.url,
      async close() {
        await service.close();
        await server.close();
      },
    };
  } catch (error) {
    await service.close();
    throw error;
  }

  function anyPort(error: unknown): ReturnType<typeof serve> {
    if (error instanceof WorkbenchError) return serve(0);
    throw error;
  }
}

import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import type { Home } from '../e2e/workbench';

export interface OpenWorkbench {
  app: ElectronApplication;
  page: Page;
  /** Uncaught errors of the window, in order. */
  complaints: string[];
}

/**
 * Starts the program with this home folder and waits for its window. The setup names the program by
 * `DNI_TEST_ELECTRON`: an Electron that holds it, or the start script of the package.
 */
export async function openWorkbench(home: Home): Promise<OpenWorkbench> {
  const config = join(home.folder, 'config');
  const app = await _electron.launch({
    executablePath: process.env.DNI_TEST_ELECTRON,
    args: [`--user-data-dir=${config}`],
    env: {
      ...(process.env as Record<string, string>),
      DNI_WORKBENCH_PROJECTS: home.projects,
      DNI_WORKBENCH_CONFIG: config,
    },
    cwd: home.folder,
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { app, page, complaints };
}

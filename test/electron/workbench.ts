import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import type { Home } from '../e2e/workbench';

export interface OpenWorkbench {
  app: ElectronApplication;
  page: Page;
  /** Uncaught errors of the window, in order. */
  complaints: string[];
}

/** Starts the program with this home folder and waits for its window. */
export async function openWorkbench(home: Home): Promise<OpenWorkbench> {
  const { DNI_TEST_ELECTRON: executablePath, DNI_TEST_PROGRAM: program } = process.env;
  const app = await _electron.launch({
    executablePath,
    args: [...(program ? [program] : []), `--user-data-dir=${join(home.folder, 'config')}`],
    env: {
      ...(process.env as Record<string, string>),
      DNI_WORKBENCH_PROJECTS: home.projects,
    },
    cwd: home.folder,
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { app, page, complaints };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import type { Home } from './workbench';

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Starts a headless Chromium with a new profile in the user's folder. */
export async function openBrowser(home: Home): Promise<BrowserContext> {
  const executablePath = [process.env['CHROMIUM_PATH'] ?? '', ...usualPaths].find(existsSync);
  if (executablePath === undefined)
    throw new Error('No Chromium was found: install it, or name it in CHROMIUM_PATH.');
  return chromium.launchPersistentContext(join(home.folder, 'profile'), {
    executablePath,
    // Expectations are of English notation and of a clock of 12 hours.
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

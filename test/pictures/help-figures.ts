import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright-core';
import { createServer } from 'vite';
import { writeHelpImage } from './help-images';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Writes the pictures of the figures that Help draws live, for readers outside of the window, from a page that draws the
 * same components. `folder`: where the bundler may keep its files.
 */
export async function takeHelpFigures(page: Page, folder: string): Promise<void> {
  const server = await createServer({
    root: join(root, 'test/pictures/figures'),
    cacheDir: join(folder, 'vite'),
    configFile: false,
    logLevel: 'warn',
    plugins: [svelte({ configFile: false, preprocess: vitePreprocess() })],
    server: { host: '127.0.0.1', fs: { allow: [root] } },
  });
  try {
    await server.listen();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    const figures = page.locator('[data-figure]');
    await figures.first().waitFor({ timeout: 120_000 });
    for (const figure of await figures.all()) {
      const name = (await figure.getAttribute('data-figure')) ?? '';
      await writeHelpImage(page, `figures/${name}`, await figure.screenshot());
    }
  } finally {
    await server.close();
  }
}

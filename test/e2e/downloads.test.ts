/** In the browser, exports come to the computer that shows the page. Electron has the dialogs of the platform instead. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Download, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseExperiment } from '#spec/parse-experiment';
import { openBrowser } from './browser';
import { WindowParts } from './window';
import { Home, startWorkbench } from './workbench';

const home = new Home();
let server: Awaited<ReturnType<typeof startWorkbench>>;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [context, server] = await Promise.all([openBrowser(home), startWorkbench(home)]);
  page = context.pages()[0] ?? (await context.newPage());
  await page.goto(server.url);
  await new WindowParts(page).edge('hidden2->logits').waitFor();
});

afterAll(async () => {
  await context.close();
  await server.close();
  await home.remove();
});

const dialog = (): Locator => page.getByRole('dialog', { name: /^Export/ });

async function askToExport(): Promise<void> {
  await page
    .getByRole('region', { name: 'Model builder' })
    .getByRole('button', { name: 'MNIST, 3 layers, cDNI', exact: true })
    .click();
  await page.getByRole('menuitem', { name: 'Export the model…', exact: true }).click();
}

async function take(button: string): Promise<{ download: Download; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog().getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { download, text: readFileSync(await download.path(), 'utf8') };
}

it('downloads a model in the format and under the name that are chosen', async () => {
  await askToExport();
  await dialog().getByRole('radio', { name: 'JSON', exact: true }).click();
  const { download, text } = await take('Download');
  expect(download.suggestedFilename()).toBe('MNIST, 3 layers, cDNI.json');
  expect(parseExperiment(JSON.parse(text)).experiment?.name).toBe('MNIST, 3 layers, cDNI');
  await dialog().getByText('downloaded as').waitFor();
  expect((await take('Download again')).text).toBe(text);

  await dialog().getByRole('button', { name: 'Export another' }).click();
  await dialog().getByRole('radio', { name: 'SVG', exact: true }).click();
  const file = dialog().getByLabel('File', { exact: true });
  await file.fill((await file.inputValue()).replace(/[^/]*\.svg$/, 'Größe.svg'));
  const picture = await take('Download');
  expect(picture.download.suggestedFilename()).toBe('Größe.svg');
  expect(picture.text).toContain('>hidden1<');
  await dialog().getByRole('button', { name: 'Close' }).last().click();
  // Nothing of it is in the project, and the page is still there.
  expect(existsSync(join(home.projects, 'Sample', 'exports'))).toBe(false);
  expect(await page.title()).toBe('Sample – DNI Workbench');
});

it('writes to a path of the computer that runs the workbench as before', async () => {
  await askToExport();
  await dialog().getByRole('radio', { name: 'Summary', exact: true }).click();
  await dialog().getByRole('button', { name: 'Export', exact: true }).click();
  await dialog().getByText('written to').waitFor();
  expect(readdirSync(join(home.projects, 'Sample', 'exports'))).toEqual([
    'MNIST, 3 layers, cDNI.txt',
  ]);
  await dialog().getByRole('button', { name: 'Close' }).last().click();
});

it('downloads an archive of the project', async () => {
  await page.getByRole('button', { name: 'Sample', exact: true }).click();
  await page.getByRole('button', { name: 'Export the project…' }).click();
  const { download, text } = await take('Download');
  expect(download.suggestedFilename()).toBe('Sample.dni.zip');
  expect(text.slice(0, 2)).toBe('PK');
  await dialog().getByRole('button', { name: 'Close' }).last().click();
});

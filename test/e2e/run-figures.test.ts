/** The charts of the page of a run are written as they are shown there, and a comparison as an archive. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FigureWindow } from './figure-window';
import { screenshotPath } from './workbench';

const window = new FigureWindow();

beforeAll(() => window.open());
afterAll(() => window.close());

it('writes a saved comparison as an archive', async () => {
  const { page } = window;
  await page.getByRole('button', { name: 'More about the comparison' }).click();
  await page.getByRole('menuitem', { name: 'Export as archive…' }).click();
  await page.screenshot({ path: screenshotPath('export-comparison-archive') });
  const path = await window.write();
  expect(basename(path)).toBe('Figures.dni.zip');
  expect(existsSync(path)).toBe(true);
});

it('writes a card of the curves of a run, without a line that is hidden', async () => {
  const { page } = window;
  await window.parts.view('Runs').click();
  await page.getByRole('tab', { name: 'Curves' }).click();
  const heading = page.getByRole('heading', { name: 'Error', exact: true });
  const card = page.locator('section.card').filter({ has: heading });
  const button = card.getByRole('button', { name: 'Export the chart…' });
  await button.waitFor();
  await card.getByRole('button', { name: /validation/ }).click();
  await page.screenshot({ path: screenshotPath('run-curves') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: screenshotPath('run-curves-dark') });
  await button.click();
  await window.dialog.getByRole('img', { name: 'The chart as it will be written' }).waitFor();
  await page.screenshot({ path: screenshotPath('export-run-chart-dark') });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: screenshotPath('export-run-chart') });
  await window.choose('Format', 'SVG');
  const path = await window.write();
  const svg = readFileSync(path, 'utf8');
  expect(basename(path)).toMatch(/^Error, .*\.svg$/);
  expect(svg).toContain('<title>Error</title>');
  expect(svg).toContain('>test<');
  expect(svg).not.toContain('>validation<');
});

it('writes a measure of all interfaces of a run', async () => {
  const { page } = window;
  await page.getByRole('tab', { name: 'Interfaces' }).click();
  const title = 'Cosine with the true gradient';
  const heading = page.getByRole('heading', { name: title, exact: true });
  const card = page.locator('section.card').filter({ has: heading });
  const button = card.getByRole('button', { name: 'Export the chart…' });
  await button.scrollIntoViewIfNeeded();
  await page.screenshot({ path: screenshotPath('run-interfaces') });
  await button.click();
  await window.dialog.getByRole('img', { name: 'The chart as it will be written' }).waitFor();
  await page.screenshot({ path: screenshotPath('export-interfaces') });
  const svg = readFileSync(await window.write(), 'utf8');
  expect(svg).toContain(`<title>${title}</title>`);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OpenWindow } from './open-window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;
beforeAll(async () => {
  page = await window.open();
});
afterAll(() => window.close());

const template = fileURLToPath(
  new URL('../../resources/templates/spirals-cdni.json', import.meta.url),
);
const heading = (): Locator => page.getByRole('heading', { level: 2 }).first();

async function showStartPage(projectName: string): Promise<void> {
  await page.getByRole('button', { name: projectName, exact: true }).first().click();
  await page.getByRole('button', { name: 'Start page' }).click();
  await page.getByRole('heading', { name: 'DNI Workbench' }).waitFor();
}

/** Drops a file of this text on the window, as a file manager does. */
async function drop(name: string, text: string): Promise<void> {
  await page.evaluate(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], fileName));
      for (const type of ['dragover', 'drop'])
        document.body.dispatchEvent(
          new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }),
        );
    },
    [name, text] as const,
  );
}

it('shows recent projects with their pictures', async () => {
  await showStartPage('Sample');
  const recent = page.getByRole('region', { name: 'Recent projects' });
  await recent
    .getByRole('button', { name: /Sample/ })
    .locator('svg')
    .first()
    .waitFor();
  await page.screenshot({ path: screenshotPath('start-page') });
});

it('makes a project from a template', async () => {
  await page.getByRole('button', { name: 'From a template…' }).click();
  await page.getByRole('searchbox', { name: 'Search templates' }).fill('spirals');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Spirals, 3 layers/ })
    .click();
  await page.getByLabel('Name of the project').fill('Spirals');
  await page.getByRole('button', { name: 'Make the project' }).click();
  await expect.poll(() => heading().textContent()).toBe('Spirals, 3 layers, cDNI');
});

it('makes a project from a dropped model, and says of another file in one sentence what to do', async () => {
  await showStartPage('Spirals');
  await drop('points.csv', 'a,b\n1,2\n');
  const alert = page.getByRole('alert');
  await expect
    .poll(() => alert.textContent())
    .toMatch(/does not tell where 'points.csv' lies|is no/);
  const spec = JSON.parse(readFileSync(template, 'utf8')) as { name: string };
  await drop('mine.json', JSON.stringify({ ...spec, name: 'Dropped' }));
  await page.getByText('A new project begins with the model ‘Dropped’.').waitFor();
  await page.getByRole('button', { name: 'Make the project' }).click();
  await expect.poll(() => heading().textContent()).toBe('Dropped');
  expect(readFileSync(join(window.home.projects, 'Dropped', 'project.json'), 'utf8')).toContain(
    '"Dropped"',
  );
});

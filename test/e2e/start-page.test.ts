import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { boxAtRest } from './at-rest';
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

it('has help beside it', async () => {
  await page.getByRole('button', { name: 'Help: Your first model' }).click();
  await page.getByRole('article', { name: 'Your first model' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('article').waitFor({ state: 'detached' });
  const links = page.getByRole('navigation', { name: 'Help and settings' });
  await links.getByRole('button', { name: 'Help' }).click();
  const panel = page.getByRole('complementary', { name: 'Help' });
  await panel.getByRole('link', { name: 'Locking', exact: true }).waitFor();
  // Also from a dialog, which it is given back to.
  await page.getByRole('button', { name: 'From a template…' }).click();
  await page.getByRole('dialog', { name: 'New project from a template' }).waitFor();
  await page.keyboard.press('F1');
  await expect
    .poll(() => panel.evaluate((help) => help.contains(document.activeElement)))
    .toBe(true);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

it('has settings and shortcuts without a project', async () => {
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('?');
  await dialog.getByText('Keyboard shortcuts', { exact: true }).first().waitFor();
  expect(await dialog.getByText('Build', { exact: true }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const links = page.getByRole('navigation', { name: 'Help and settings' });
  await links.getByRole('button', { name: 'Settings' }).click();
  await dialog.getByRole('heading', { name: 'Compute' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('F1');
  await page.getByRole('article', { name: 'Your first model' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('article').waitFor({ state: 'detached' });
});

it('stands in the middle of the window, and stays there when a form opens', async () => {
  const measure = (): Promise<{ aside: number; top: number }> =>
    page.evaluate(() => {
      const content = document.querySelector('main > section');
      const heading = content?.querySelector('h1');
      if (!content || !heading) throw new Error('The start page is not shown.');
      const { left, right } = content.getBoundingClientRect();
      return { aside: left - (innerWidth - right), top: heading.getBoundingClientRect().top };
    });
  for (const width of [1280, 2560]) {
    await window.resize({ width, height: 900 });
    await boxAtRest(page.locator('main > section'));
    const before = await measure();
    expect(Math.abs(before.aside)).toBeLessThan(16);
    const toggle = page.getByRole('button', { name: 'New project' });
    await toggle.click();
    await page.getByLabel('Name', { exact: true }).waitFor();
    await expect.poll(measure).toEqual(before);
    await toggle.click();
  }
  await window.resize({ width: 1440, height: 900 });
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

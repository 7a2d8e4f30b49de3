/** A project leaves the window as an archive, and comes back by a drop: into another project, and as one of its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectFolder } from '#storage/projects';
import { checksums } from '../main/exchange/archive/checksums';
import { makeRuns } from '../bench/make-runs';
import { OpenWindow } from './open-window';
import type { WindowParts } from './window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;
let parts: WindowParts;
let made: ProjectFolder;

beforeAll(async () => {
  page = await window.open({ width: 1280, height: 800 });
  ({ parts } = window);
  made = await makeRuns(join(window.home.projects, 'Made'), {
    ...{ runs: 3, steps: 100, metrics: 6, groups: 1, evaluateEvery: 20 },
  });
  await window.openProject(made.directory);
});

afterAll(() => window.close());

const dialog = (): Locator => page.getByRole('dialog');
const button = (name: string): Locator => dialog().getByRole('button', { name });

/** Drops a file of this name on the window, and types where it lies: a browser does not tell. */
async function drop(path: string): Promise<void> {
  await page.evaluate((name) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['PK'], name));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
  }, 'made.dni.zip');
  await dialog().getByLabel('File').fill(path);
  await button('Look into it').click();
}

describe('an archive', () => {
  const archive = (): string => join(made.directory, 'exports', 'Made.dni.zip');

  it('is written from the menu of the project', async () => {
    await page.getByRole('button', { name: made.name, exact: true }).click();
    await page.getByRole('button', { name: 'Export the project…' }).click();
    await dialog().getByLabel('File').fill(archive());
    await button('Export').click();
    await dialog().getByText('written to').waitFor();
    await button('Close').last().click();
    expect(existsSync(archive())).toBe(true);
  });

  it('says what is there already, and writes nothing', async () => {
    await drop(archive());
    await dialog().getByText('stay as they are').waitFor();
    expect(await button('Import').isDisabled()).toBe(true);
    await page.screenshot({ path: screenshotPath('archive-there') });
  });

  it('becomes a project of its own, with the same bytes', async () => {
    const copy = join(window.home.projects, 'Copy');
    await dialog().getByRole('radio', { name: 'As a project of its own' }).click();
    await dialog().getByLabel('Folder').fill(copy);
    await button('Open as a project').click();
    await dialog().waitFor({ state: 'hidden' });
    await page.getByTitle(copy).waitFor();
    await parts.view('Runs').click();
    await page.getByRole('main').getByText('3 runs', { exact: true }).waitFor();
    const before = Object.entries(await checksums(made.directory));
    expect(await checksums(copy)).toMatchObject(
      Object.fromEntries(before.filter(([name]) => /^runs\/.*(json|f64|safetensors)$/.test(name))),
    );
  });

  it('comes into another project, whose list shows its runs', async () => {
    await page.getByRole('button', { name: made.name, exact: true }).click();
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Empty');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('button', { name: 'Empty', exact: true }).waitFor();
    await drop(archive());
    await button('Import').click();
    await dialog()
      .getByText(/Imported 3 runs/)
      .waitFor();
    await button('Show the runs').click();
    await page.getByRole('main').getByText('3 runs', { exact: true }).waitFor();
    await page.screenshot({ path: screenshotPath('archive-imported') });
  });

  it('is refused in a sentence where it is none', async () => {
    await drop(join(made.directory, 'project.json'));
    const alert = dialog().getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/^The archive 'project\.json' is damaged: /);
    await page.keyboard.press('Escape');
  });
});

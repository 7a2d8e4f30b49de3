import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import { OpenWindow } from './open-window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;

beforeAll(async () => {
  page = await window.open();
  await builder().waitFor();
});

afterAll(() => window.close());

const builder = (): Locator => page.getByRole('region', { name: 'Model builder' });
const dialog = (name: string): Locator => page.getByRole('dialog', { name });
const title = (): Locator => page.getByRole('banner').getByRole('heading', { level: 2 });
const node = (name: string): Locator =>
  page.locator('.svelte-flow__node').filter({ hasText: name });
const screenshot = (name: string): Promise<Buffer> =>
  page.screenshot({ path: screenshotPath(`documents-${name}`) });

async function choose(button: string, item: string): Promise<void> {
  await builder().getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).first().click();
}
const chooseOfModel = async (item: string): Promise<void> =>
  choose((await title().textContent()) ?? '', item);

it('opens a template of the gallery by keyboard alone, with a picture and a sentence each', async () => {
  await choose('New', 'New model from a template…');
  const cards = dialog('Templates').locator('[data-template]');
  await expect.poll(() => cards.count()).toBeGreaterThan(25);
  await expect
    .poll(async () => (await cards.locator('svg').count()) - (await cards.count()))
    .toBe(0);
  await screenshot('gallery');
  await page.keyboard.type('conv cdni');
  await expect.poll(() => cards.allTextContents()).toHaveLength(2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  // The sample project has a model of the template's name.
  await expect.poll(() => title().textContent()).toBe('MNIST, small CNN, cDNI 2');
});

it('saves a template of its own, shows it first, deletes it and brings it back', async () => {
  await chooseOfModel('Save the model as a template…');
  const form = dialog('Save as template');
  await form.getByLabel('Name').fill('Our start');
  await form.getByLabel('What it shows, in a sentence').fill('What we begin with.');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText("'Our start' is a template of this project.").waitFor();
  const path = join(window.sample, 'templates', 'our-start.json');
  const saved = JSON.parse(readFileSync(path, 'utf8')) as Experiment;
  expect(saved.description).toBe('What we begin with.');

  await choose('New', 'New model from a template…');
  const first = dialog('Templates').locator('[data-template]').first();
  await expect.poll(() => first.textContent()).toContain('Our start');
  await dialog('Templates').getByRole('button', { name: 'More about Our start' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect.poll(() => existsSync(path)).toBe(false);
  await dialog('Templates').getByRole('button', { name: 'Deleted' }).click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect.poll(() => existsSync(path)).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
});

it('begins a model with nothing, says what goes there, and keeps a version under a name', async () => {
  await choose('New', 'New empty model');
  await builder().getByText('An empty model').waitFor();
  await screenshot('empty');
  await builder().getByRole('button', { name: 'Add an input' }).click();
  await node('input').waitFor();
  await page.keyboard.press('Control+s');
  await page.getByRole('button', { name: 'Name it' }).click();
  const field = page.getByRole('textbox', { name: 'Keep the present version as…' });
  // The field has the focus without a click, and what is typed is no shortcut of the canvas.
  await expect.poll(() => field.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.keyboard.type('Only an input');
  await page.keyboard.press('Enter');
  const versions = page.getByRole('list', { name: 'Versions' }).getByRole('button');
  await versions.filter({ hasText: 'Only an input' }).waitFor();
  const history = join(window.sample, 'models', '.history', 'new-model');
  await expect.poll(() => readdirSync(history)).toContain('names.json');
  await page.keyboard.press('Escape');
});

it('shows what changed since the named version, takes one change back, and undoes that', async () => {
  await builder().getByRole('button', { name: 'Dense' }).first().click();
  await node('dense').waitFor();
  await chooseOfModel('Versions of the model');
  const versions = page.getByRole('list', { name: 'Versions' }).getByRole('button');
  await versions.filter({ hasText: 'Only an input' }).click();
  await page.getByRole('button', { name: 'Compare…' }).click();
  const changes = dialog('What changed').getByRole('list', { name: 'Changes' });
  await changes.getByRole('button', { name: /dense/, pressed: false }).first().click();
  expect(await changes.getByRole('button', { pressed: true }).textContent()).toContain('added');
  await screenshot('diff');
  await changes.getByRole('button', { name: /^Take back: Node dense is added/ }).click();
  await expect.poll(() => changes.textContent()).not.toContain('dense');
  await page.keyboard.press('Escape');
  await expect.poll(() => node('dense').count()).toBe(0);
  await builder().getByRole('button', { name: 'Undo' }).click();
  await node('dense').waitFor();
});

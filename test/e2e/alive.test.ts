import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OpenWindow } from './open-window';
import type { WindowParts } from './window';
import { screenshotPath } from './workbench';

const model = 'Spirals, 3 layers, cDNI';
const window = new OpenWindow();
let page: Page;
let parts: WindowParts;

beforeAll(async () => {
  page = await window.open();
  ({ parts } = window);
});

afterAll(() => window.close());

const bar = (): Locator => page.getByRole('region', { name: 'Run on the canvas' });
const live = (node: string): Locator => page.locator(`[data-live-node="${node}"]`);
const shownRun = (): Promise<string> =>
  bar()
    .getByRole('combobox', { name: 'The run that the canvas shows' })
    .evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.textContent?.trim() ?? '');
const stepText = async (): Promise<string> =>
  (await bar()
    .getByText(/^step [\d,]+ of/)
    .textContent()) ?? '';

it('a model shows its run while it trains, what it was like before, and trains again by one key', async () => {
  await parts.view('Build').click();
  await page.getByRole('button', { name: 'New' }).click();
  await page.getByRole('menuitem', { name: model }).click();
  await parts.edge('hidden1->hidden2').waitFor();
  expect(await bar().count()).toBe(0);

  // Cards and edges have values as soon as there are some.
  await parts.startRun('dni', 400);
  await bar().waitFor();
  await expect.poll(() => live('loss').textContent()).toMatch(/\d\.\d/);
  await live('hidden1')
    .getByRole('img', { name: /of the units are dead/ })
    .waitFor();
  await live('hidden1')
    .getByRole('img', { name: /^Weights have changed by/ })
    .waitFor();
  await live('hidden1')
    .getByRole('img', { name: /^The module has updated [\d,]+ times$/ })
    .waitFor();
  await page
    .getByRole('img', {
      name: /^True gradient: norm .* Synthetic gradient: norm .* Their cosine is -?\d\.\d\d\.$/,
    })
    .first()
    .waitFor();

  await expect.poll(shownRun, { timeout: 150_000 }).toBe('DNI, seed 1: finished');
  await expect.poll(stepText).toBe('step 400 of 400');
  await page.getByRole('img', { name: /^Decision surface: \d classes/ }).waitFor();
  await page.getByText('checkpoint of step 400').waitFor({ timeout: 150_000 });
  await page.screenshot({ path: screenshotPath('alive') });

  // The slider goes back: at the start nothing has been updated.
  const updates = (text: string): Locator =>
    live('hidden1').getByRole('img', { name: `The module has updated ${text} times` });
  await updates('400').waitFor();
  const slider = bar().getByRole('slider', { name: 'Step that the canvas shows' });
  await slider.focus();
  await slider.press('Home');
  await updates('0').waitFor();
  await expect.poll(stepText).toBe('step 0 of 400');
  await slider.press('ArrowRight');
  await updates('100').waitFor();
  await bar().getByRole('button', { name: 'latest' }).click();
  await updates('400').waitFor();

  // One key trains it again from the next seed, on the canvas.
  await page.keyboard.press('r');
  await expect.poll(shownRun).toMatch(/^DNI, seed 2: (queued|running|finished)$/);
  expect(await bar().isVisible()).toBe(true);

  await bar().getByRole('button', { name: 'Show no run on the canvas' }).click();
  expect(await live('loss').count()).toBe(0);
  await page.getByRole('button', { name: 'Show a run on the canvas' }).click();
  await live('loss').waitFor();
}, 300_000);

it('a run starts anew with the settings that were changed meanwhile', async () => {
  await expect.poll(shownRun, { timeout: 150_000 }).toBe('DNI, seed 2: finished');
  await parts.startRun('dni', 20_000);
  await expect.poll(shownRun).toMatch(/^DNI, seed 1: (queued|running)$/);
  const restart = page.getByRole('button', { name: /Restart with these settings/ });
  expect(await restart.count()).toBe(0);
  const turns = page
    .getByRole('region', { name: 'Inspector' })
    .getByLabel('Turns', { exact: true });
  await turns.fill('2');
  await turns.press('Enter');
  await restart.click();
  // With the steps of the model, not those of the run before.
  await expect.poll(stepText, { timeout: 150_000 }).toMatch(/of 2,000$/);
  expect(await restart.count()).toBe(0);
}, 300_000);

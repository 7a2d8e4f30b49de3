import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readContents } from '../../src-renderer/help/text/contents';
import { OpenWindow } from './open-window';

const window = new OpenWindow();
let page: Page;

beforeAll(async () => {
  page = await window.open({ width: 1280, height: 800 });
});
afterAll(() => window.close());

const panel = (): Locator => page.getByRole('complementary', { name: 'Help' });
const article = (title: string): Locator => panel().getByRole('article', { name: title });
const card = (): Locator => page.locator('.svelte-flow__node[data-id="hidden1"]');
const hasFocus = (of: Locator): Promise<boolean> =>
  of.evaluate((element) => element.contains(document.activeElement));

/** The nodes that the canvas shows from their left to their right end. */
async function nodesInView(): Promise<number> {
  const canvas = await page.locator('.svelte-flow').boundingBox();
  const boxes = await Promise.all(
    (await page.locator('.svelte-flow__node').all()).map((node) => node.boundingBox()),
  );
  return boxes.filter(
    (box) => box && canvas && box.x >= canvas.x && box.x + box.width <= canvas.x + canvas.width,
  ).length;
}

/** Whether a popover or dialog covers nothing of the panel. */
async function leavesHelpFree(overlay: Locator): Promise<boolean> {
  const [box, help] = await Promise.all([overlay.boundingBox(), panel().boundingBox()]);
  return box !== null && help !== null && box.x + box.width <= help.x;
}

/** How much of a page is below what is seen of it, once its figure has found its size. */
async function hiddenPixels(element: HTMLElement): Promise<number> {
  for (let frame = 0; frame < 3; frame += 1)
    await new Promise((resolve) => requestAnimationFrame(resolve));
  return element.scrollHeight - element.clientHeight;
}

it('says by F1 what has the focus, beside the whole model, and gives the focus back', async () => {
  await card().focus();
  const count = await page.locator('.svelte-flow__node').count();
  await page.keyboard.press('F1');
  await article('Dense').waitFor();
  await expect.poll(() => hasFocus(article('Dense'))).toBe(true);
  await expect.poll(nodesInView).toBe(count);
  // What the panel has the focus for is not for the canvas.
  await page.keyboard.press('Delete');
  expect(await page.locator('.svelte-flow__node').count()).toBe(count);
  await page.keyboard.press('Escape');
  await panel().waitFor({ state: 'detached' });
  expect(await hasFocus(card())).toBe(true);
});

it('stands beside the popover or dialog that it was opened from, and gives the focus back to it', async () => {
  const popover = page.locator('[data-popover-content]');
  await page.getByRole('button', { name: 'Choose method, seeds and steps' }).click();
  await page.getByRole('textbox', { name: 'Seeds' }).focus();
  await page.keyboard.press('F1');
  await expect.poll(() => hasFocus(article('Seed'))).toBe(true);
  await expect.poll(() => leavesHelpFree(popover)).toBe(true);
  await article('Seed').click();
  await page.keyboard.press('Escape');
  await panel().waitFor({ state: 'detached' });
  expect(await hasFocus(popover)).toBe(true);
  await page.keyboard.press('Escape');
  await popover.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+K');
  await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
  await page.keyboard.press('F1');
  await expect.poll(() => hasFocus(panel())).toBe(true);
  await expect
    .poll(() => leavesHelpFree(page.getByRole('dialog', { name: 'Command palette' })))
    .toBe(true);
  await page.keyboard.press('Escape');
  await panel().waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
});

it('scrolls to a heading within its panel, and nothing scrolls the window', async () => {
  // As hidden texts and parts of charts, which are placed absolutely far down in a view.
  const moved = await page.evaluate(() => {
    const tall = document.createElement('div');
    tall.style.cssText = 'position: absolute; top: 3000px; width: 1px; height: 1px';
    document.querySelector('main')?.append(tall);
    tall.scrollIntoView();
    const { scrollTop } = document.documentElement;
    tall.dataset['tall'] = '';
    return scrollTop + document.body.scrollTop;
  });
  expect(moved).toBe(0);
  await page.keyboard.press('F1');
  const search = panel().getByRole('combobox');
  await search.fill('what an update waits for');
  await page.getByRole('option', { name: 'What an update waits for' }).first().click();
  const heading = article('Update locking').getByRole('heading', {
    name: 'What an update waits for',
  });
  const top = async (of: Locator): Promise<number> => (await of.boundingBox())?.y ?? NaN;
  await expect
    .poll(async () => (await top(heading)) - (await top(article('Update locking'))))
    .toBeLessThan(40);
  expect(await search.boundingBox().then((box) => (box?.y ?? -1) >= 0)).toBe(true);
  await page.evaluate(() => document.querySelector('[data-tall]')?.remove());
  await page.keyboard.press('Escape');
  await panel().waitFor({ state: 'detached' });
});

it('says by F1 what the button, the tab and the view are about', async () => {
  for (const [name, title] of [
    ['Does DNI help?', 'Study: does DNI help?'],
    ['LSTM', 'LSTM'],
    ['Runs', 'The table of runs'],
  ] as const) {
    await page.getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('F1');
    await article(title).waitFor();
    await page.keyboard.press('Escape');
  }
});

it('finds a page by its words, follows its links, and goes back', async () => {
  await page.keyboard.press('F1');
  await panel().getByRole('button', { name: 'Contents of Help' }).click();
  await expect.poll(() => hasFocus(panel().getByLabel('Search in Help'))).toBe(true);
  await page.keyboard.type('three locks waits');
  await panel().getByRole('option', { name: 'Locking' }).first().waitFor();
  expect(await panel().locator('mark').count()).toBeGreaterThan(2);
  await page.keyboard.press('Enter');
  await article('Locking').waitFor();
  await article('Locking').getByRole('group').first().waitFor();
  await article('Locking').getByRole('link').first().click();
  await article('Locking').waitFor({ state: 'detached' });
  await page.keyboard.press('Alt+ArrowLeft');
  await article('Locking').waitFor();
});

it('stays open with its page over a reload, and leaves a presentation alone', async () => {
  await page.getByRole('button', { name: 'Help: What the locking strip assumes' }).click();
  await article('What the locking strip assumes').waitFor();
  await page.reload();
  await article('What the locking strip assumes').waitFor();
  await card().focus();
  await page.keyboard.press('Shift+P');
  await panel().waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await panel().waitFor();
});

it('shows each concept on one screen', async () => {
  await window.resize({ width: 1500, height: 1000 });
  await page.reload();
  const index = new URL('../../resources/help/index.md', import.meta.url);
  const concepts = readContents(readFileSync(index, 'utf8'))
    .flatMap(({ items }) => items)
    .filter(({ topic }) => topic.startsWith('concepts/'));
  expect(concepts.length).toBeGreaterThan(20);
  for (const { topic, title } of concepts) {
    await panel().getByRole('button', { name: 'Contents of Help' }).click();
    await panel().getByRole('link', { name: title, exact: true }).click();
    await panel().locator('[data-picture] .figure').first().waitFor();
    const measure = (): Promise<number> => panel().getByRole('article').evaluate(hiddenPixels);
    // A figure finds its size in some frames.
    await expect.poll(measure, { message: topic, timeout: 20_000 }).toBe(0);
  }
});

it('says so where it has no such page', async () => {
  await page.evaluate(() => sessionStorage.setItem('dni-workbench.help.topic', '"nowhere"'));
  await page.reload();
  await panel().getByText('Help has no page “nowhere”.').waitFor();
});

it('offers to reload the window where a newer build has replaced its files', async () => {
  const files = '**/assets/HelpPanel-*.js';
  await page.route(files, (route) => route.fulfill({ status: 404 }));
  await page.reload();
  const banner = page.getByRole('alert').filter({ hasText: 'The program was updated' });
  await banner.waitFor();
  await page.unroute(files);
  await banner.getByRole('button', { name: 'Reload the window' }).click();
  await panel().getByText('Help has no page “nowhere”.').waitFor();
  expect(await banner.count()).toBe(0);
});

import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findCutControls } from './cut-controls';
import { boxAtRest } from './at-rest';
import { OpenWindow } from './open-window';
import { screenshotPath } from './workbench';

/** The window on small and large screens: nothing is cut off, and no label of an edge lies on a card. */

const window = new OpenWindow();
let page: Page;

beforeAll(async () => {
  page = await window.open();
  await card('hidden1').waitFor();
});

afterAll(() => window.close());

const card = (id: string): Locator => page.locator(`.svelte-flow__node[data-id="${id}"]`);
const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const view = (name: string): Promise<void> =>
  page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name, exact: true })
    .click();
const picture = (name: string): Promise<Buffer> =>
  page.screenshot({ path: screenshotPath(`screens-${name}`) });

it('cuts nothing off at 720 pixels, with a text of 200 %, and on a large screen', async () => {
  // A browser and Electron show a window of 1280 × 800 pixels with a text of 200 % as one of 640 × 400.
  const sizes = [
    { width: 720, height: 900 },
    { width: 640, height: 400 },
    { width: 2560, height: 1440 },
  ];
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const name of ['Runs', 'Studies', 'Compare', 'Data', 'Settings', 'Build']) {
      await view(name);
      // The view that is left must be gone: it has nothing cut off.
      await page.waitForTimeout(100);
      await expect
        .poll(() => page.evaluate(findCutControls), { message: `${name} at ${size.width}` })
        .toEqual([]);
    }
  }
});

it('fills a window that is made larger with the model that filled it before', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const usual = await boxAtRest(card('hidden1'));
  const more = page.getByRole('button', { name: 'more', exact: true });
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect.poll(async () => (await boxOf(card('hidden1'))).width).toBeLessThan(usual.width);
  await more.waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
  // The sentence on the timeline has room again.
  await more.waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 2880, height: 1440 });
  await expect.poll(async () => (await boxOf(card('hidden1'))).width).toBeGreaterThan(usual.width);
  const [first, last] = [await boxAtRest(card('image')), await boxAtRest(card('loss'))];
  const canvas = await boxOf(page.locator('.svelte-flow').first());
  const [before, after] = [first.x - canvas.x, canvas.x + canvas.width - (last.x + last.width)];
  expect(Math.abs(before - after)).toBeLessThan(2);
});

it('floats the palette and the inspector over the canvas of a narrow window', async () => {
  await page.setViewportSize({ width: 720, height: 900 });
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.waitFor({ state: 'detached' });
  await button('Palette').click();
  await page.getByPlaceholder('Find a node').fill('dropout');
  await picture('narrow');
  await page.keyboard.press('Enter');
  await card('dropout').waitFor();
  await page.keyboard.press('Escape');
  await page.getByPlaceholder('Find a node').waitFor({ state: 'detached' });
  await card('hidden1').click({ position: { x: 60, y: 12 } });
  await page.keyboard.press('Enter');
  await inspector.waitFor();
  await page.keyboard.press('Escape');
  await inspector.waitFor({ state: 'detached' });
  // A large window has its panels as before.
  await page.setViewportSize({ width: 1440, height: 900 });
  await inspector.waitFor();
});

it('presents the canvas alone, on which keys go on to work', async () => {
  await card('hidden2').click({ position: { x: 60, y: 12 } });
  await page.keyboard.press('Shift+P');
  const rail = page.getByRole('navigation', { name: 'Views' });
  await rail.waitFor({ state: 'detached' });
  expect(await page.getByRole('region', { name: 'Inspector' }).count()).toBe(0);
  await page.getByRole('tab', { name: 'Locking' }).waitFor();
  const before = await boxAtRest(card('hidden2'));
  await picture('presentation');
  await page.keyboard.press('Shift+ArrowDown');
  await expect.poll(async () => (await boxOf(card('hidden2'))).y).toBeGreaterThan(before.y);
  await page.keyboard.press('Escape');
  await rail.waitFor();
});

it('moves a label out of the way of a card that is dragged beside its edge', async () => {
  await button('Arrange the nodes').click();
  const [first, second] = [await boxAtRest(card('hidden1')), await boxAtRest(card('hidden2'))];
  await page.mouse.move(second.x + 60, second.y + 12);
  await page.mouse.down();
  await page.mouse.move(first.x + first.width + 24 + 60, first.y + 40, { steps: 6 });
  await page.mouse.up();
  const label = page.locator('[data-edge="hidden1->hidden2"]');
  const cards = await page.locator('.svelte-flow__node').all();
  await expect
    .poll(async () => {
      const box = await boxOf(label);
      const boxes = await Promise.all(cards.map(boxOf));
      return boxes.filter(
        (other) =>
          box.x < other.x + other.width - 1 &&
          other.x < box.x + box.width - 1 &&
          box.y < other.y + other.height - 1 &&
          other.y < box.y + box.height - 1,
      ).length;
    })
    .toBe(0);
  await picture('label');
});

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error('It is not shown.');
  return box;
}

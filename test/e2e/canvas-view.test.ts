import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { OpenWindow } from './open-window';
import { screenshotPath } from './workbench';

/** What of a model the canvas shows, and that it stays in view. */

const window = new OpenWindow();
let page: Page;

beforeAll(async () => {
  page = await window.open();
  await card('hidden1').waitFor();
});

afterAll(() => window.close());

const read = (): Experiment => window.readModel('mnist-cdni');
const card = (id: string): Locator => page.locator(`.svelte-flow__node[data-id="${id}"]`);
const label = (edge: string): Locator => page.locator(`[data-edge="${edge}"]`);

/** The nodes that are not wholly within the canvas. */
async function outOfView(): Promise<string[]> {
  const view = await page.locator('.canvas').boundingBox();
  const cards = await page.locator('.svelte-flow__node').all();
  const found = await Promise.all(
    cards.map(async (each) => {
      const box = await each.boundingBox();
      const isIn =
        view &&
        box &&
        box.x >= view.x &&
        box.y >= view.y &&
        box.x + box.width <= view.x + view.width &&
        box.y + box.height <= view.y + view.height;
      return isIn ? [] : [(await each.getAttribute('data-id')) ?? ''];
    }),
  );
  return found.flat();
}

/** The colour of each line on the canvas that ends in an arrow head, and that of the head. */
const arrowColors = (): Promise<[line: string, head: string][]> =>
  page.locator('.svelte-flow__edges').evaluate((edges) =>
    [...edges.querySelectorAll('path')].flatMap((line): [string, string][] => {
      const { stroke, markerStart, markerEnd } = getComputedStyle(line);
      const [, id] = /#([^"')]+)/.exec(markerStart + markerEnd) ?? [];
      const head = id === undefined ? null : document.querySelector(`[id="${id}"] path`);
      return id === undefined ? [] : [[stroke, head ? getComputedStyle(head).fill : 'no head']];
    }),
  );

it('draws the arrow heads of an edge in the colours of its lines', async () => {
  await label('hidden1->hidden2').click();
  // An arrow whose head has the colour of its line, and another one.
  await expect
    .poll(async () => (await arrowColors()).map(([line, head]) => head === line))
    .toEqual([true, true]);
});

it('keeps in view what an inserted node pushes aside, and closes the gap when it is removed', async () => {
  const before = read().model.edges.map(edgeId);
  await label('hidden1->hidden2').click();
  await page.keyboard.press('/');
  await page.keyboard.type('dropout');
  await page.keyboard.press('Enter');
  await card('dropout').waitFor();
  await expect.poll(() => Object.keys(read().canvas?.positions ?? {})).toContain('dropout');
  await expect.poll(outOfView).toEqual([]);
  await page.screenshot({ path: screenshotPath('node-inserted') });
  const inserted = read().canvas?.positions;
  await card('dropout').click();
  await page.keyboard.press('Delete');
  await expect.poll(() => read().model.edges.map(edgeId)).toEqual(before);
  const after = read().canvas?.positions;
  expect(after?.['hidden2']?.x).toBe(inserted?.['dropout']?.x);
  await page.screenshot({ path: screenshotPath('node-removed') });
});

it('shows what a model lacks when it is opened', async () => {
  await card('loss').click();
  await page.keyboard.press('Shift+Delete');
  await expect.poll(() => Object.keys(read().model.nodes)).not.toContain('loss');
  await page.reload();
  const ghost = page.getByRole('button', { name: /^Missing Softmax cross entropy loss: Add loss/ });
  await ghost.waitFor();
  await expect.poll(() => ghost.evaluate((each) => getComputedStyle(each).opacity)).toBe('1');
  await page.screenshot({ path: screenshotPath('missing-part-in-view') });
});

it('adds a kind of node and shows a tab by the names that the command palette finds', async () => {
  const find = async (text: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  await find('problems of the model');
  await page.getByRole('tab', { name: /Problems/, selected: true }).waitFor();
  await find('dropout');
  await card('dropout').waitFor();
  await find('dark');
  await expect
    .poll(() => page.evaluate(() => document.documentElement.dataset['theme']))
    .toBe('dark');
  await find('theme: as');
  await find('changes of');
  await page.getByText('Node dropout is added').waitFor();
});

it('keeps the canvas free of the bar that arranges what is selected', async () => {
  await page.keyboard.press('Escape');
  await card('hidden1').click();
  await card('hidden2').click({ modifiers: ['Shift'] });
  const bar = page.getByRole('toolbar', { name: 'Arrange the selection' });
  const [barBox, view] = [await bar.boundingBox(), await page.locator('.canvas').boundingBox()];
  expect((barBox?.y ?? 0) + (barBox?.height ?? Infinity)).toBeLessThanOrEqual(view?.y ?? 0);
  await page.screenshot({ path: screenshotPath('arrange-bar') });
});

it('leads from a data set that is missing to the view in which it is fetched', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('template');
  await page.keyboard.press('Enter');
  await page.getByLabel('Search templates').fill('cifar');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: /Problems/ }).click();
  await page.screenshot({ path: screenshotPath('data-missing') });
  await page.locator('.timeline-panel').getByRole('button', { name: 'Open the Data view' }).click();
  await page.getByRole('heading', { name: 'Known corpora' }).waitFor();
});

it('opens the template whose title was typed, not one whose sentence has the words', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('gallery');
  await page.keyboard.press('Enter');
  await page.getByLabel('Search templates').fill('MNIST, 3 layers, cDNI');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.getByRole('heading', { level: 2 }).first().textContent())
    .toMatch(/^MNIST, 3 layers, cDNI/);
});

it('trains with DNI from the first decoupled edge on, as one step that is undone', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('new empty');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Run backprop/ }).waitFor();
  await page.locator('.svelte-flow__pane').click({ position: { x: 30, y: 30 } });
  for (const kind of ['input', 'dense', 'dense', 'softmax']) {
    await page.keyboard.press('/');
    await page.keyboard.type(kind);
    await page.keyboard.press('Enter');
  }
  // In the middle of an edge is the button that decouples it.
  await label('dense->dense2').click();
  await page.getByRole('button', { name: /^Run DNI/ }).waitFor();
  await page.screenshot({ path: screenshotPath('first-decoupled-edge') });
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: /^Run backprop/ }).waitFor();
});

it('gives the focus to the canvas of a model that the gallery has made, and selects a name to be typed over', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('template');
  await page.keyboard.press('Enter');
  await page.getByLabel('Search templates').fill('MNIST, 3 layers, cDNI');
  await page.keyboard.press('Enter');
  await card('hidden1').waitFor();
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest('.canvas') !== null))
    .toBe(true);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('as a template');
  await page.keyboard.press('Enter');
  const name = page.getByRole('dialog', { name: 'Save as template' }).getByLabel('Name');
  await name.waitFor();
  const selected = (): Promise<string> =>
    page.evaluate(() => document.getSelection()?.toString() ?? '');
  await expect.poll(selected).toBe(await name.inputValue());
  await page.keyboard.press('Escape');
});

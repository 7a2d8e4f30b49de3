import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import { OpenWindow } from './open-window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;

beforeAll(async () => {
  page = await window.open();
  await node(page, 'hidden1').waitFor();
});

afterAll(() => window.close());

const node = (of: Page, id: string): Locator => of.locator(`.svelte-flow__node[data-id="${id}"]`);
const selected = (of: Page): Promise<string[]> =>
  of
    .locator('.svelte-flow__node.selected')
    .evaluateAll((nodes) => nodes.map((one) => one.getAttribute('data-id') ?? '').sort());
const read = (): Experiment => window.readModel('mnist-cdni');
const edges = (): string[] => read().model.edges.map(({ from, to }) => `${from}->${to}`);

/** Selects nodes by clicks, the first one alone. */
async function select(of: Page, ...ids: string[]): Promise<void> {
  await of.keyboard.press('Escape');
  for (const [index, id] of ids.entries())
    await node(of, id).click({
      position: { x: 70, y: 20 },
      modifiers: index > 0 ? ['ControlOrMeta'] : [],
    });
  await expect.poll(() => selected(of)).toEqual([...ids].sort());
}

async function drag(from: Locator, by: { x: number; y: number }, at?: { x: number; y: number }) {
  const box = (await from.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const start = at
    ? { x: box.x + at.x, y: box.y + at.y }
    : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const mouse = from.page().mouse;
  await mouse.move(start.x, start.y);
  await mouse.down();
  await mouse.move(start.x + by.x / 2, start.y + by.y / 2, { steps: 3 });
  await mouse.move(start.x + by.x, start.y + by.y, { steps: 3 });
  await mouse.up();
}

const frameY = (): number => read().canvas?.frames?.['frame1']?.y ?? NaN;
const positionOf = (id: string): { x: number; y: number } =>
  read().canvas?.positions[id] ?? { x: NaN, y: NaN };

describe('frames and notes', () => {
  it('are drawn around the selection, named in place, and move what is in them', async () => {
    await select(page, 'hidden1', 'hidden2');
    await page.keyboard.press('Control+g');
    await page.getByRole('textbox', { name: 'Title of the frame' }).fill('Hidden layers');
    await page.keyboard.press('Enter');
    const frame = node(page, 'frame:frame1');
    await expect.poll(() => read().canvas?.frames?.['frame1']?.title).toBe('Hidden layers');
    const before = { hidden1: positionOf('hidden1'), logits: positionOf('logits') };
    await drag(frame.locator('.title'), { x: 40, y: 150 });
    await expect.poll(() => positionOf('hidden1').y).toBeGreaterThan(before.hidden1.y + 50);
    expect(positionOf('logits')).toEqual(before.logits);
    const moved = positionOf('hidden1');
    const lower = frameY();
    await page.keyboard.down('Alt');
    await drag(frame.locator('.title'), { x: 0, y: -40 });
    await page.keyboard.up('Alt');
    await expect.poll(frameY).toBeLessThan(lower - 20);
    expect(positionOf('hidden1')).toEqual(moved);
  });

  it('are resized, coloured, deleted, and all of it is undone', async () => {
    const frame = node(page, 'frame:frame1');
    await frame.locator('.title').click();
    const { width = 0 } = read().canvas?.frames?.['frame1'] ?? {};
    await drag(frame.locator('.svelte-flow__resize-control.handle.bottom.right'), { x: 60, y: 30 });
    await expect.poll(() => read().canvas?.frames?.['frame1']?.width).toBeGreaterThan(width);
    await page.getByRole('radio', { name: 'blue' }).check();
    await expect.poll(() => read().canvas?.frames?.['frame1']?.color).toBe('blue');
    await frame.locator('.title').click();
    await page.keyboard.press('Delete');
    await expect.poll(() => read().canvas?.frames).toBeUndefined();
    await page.keyboard.press('Control+z');
    await expect.poll(() => read().canvas?.frames?.['frame1']?.color).toBe('blue');
  });

  it('a note is added from the menu of the canvas and typed in place', async () => {
    await page
      .locator('.svelte-flow__pane')
      .click({ button: 'right', position: { x: 60, y: 460 } });
    await page.getByRole('menuitem', { name: 'Add a note' }).click();
    await page.getByRole('textbox', { name: 'Text of the note' }).fill('Why these layers?');
    await page.keyboard.press('Escape');
    await expect.poll(() => read().canvas?.notes?.['note1']?.text).toBe('Why these layers?');
    await page.screenshot({ path: screenshotPath('canvas-annotations') });
  });

  it('are reached by Tab, edited by F2 and moved by arrow keys with what is in them', async () => {
    // From the note, which is behind the frame.
    await page.keyboard.press('Shift+Tab');
    await expect.poll(() => selected(page)).toEqual(['frame:frame1']);
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Title of the frame' }).fill('Both hidden layers');
    await page.keyboard.press('Enter');
    await expect.poll(() => read().canvas?.frames?.['frame1']?.title).toBe('Both hidden layers');
    const before = { frame: frameY(), hidden1: positionOf('hidden1').y };
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(() => frameY() - before.frame).toBe(20);
    expect(positionOf('hidden1').y - before.hidden1).toBe(20);
  });
});

describe('a selection', () => {
  it('is aligned from the bar, and shows what its nodes have in common', async () => {
    await select(page, 'hidden1', 'hidden2', 'logits');
    await page.getByRole('button', { name: 'Align top' }).click();
    await expect.poll(() => positionOf('hidden1').y - positionOf('logits').y).toBe(0);
    const inspector = page.getByLabel('Inspector');
    const units = inspector.getByLabel('Units', { exact: true });
    expect(await units.getAttribute('placeholder')).toBe('mixed');
    await units.fill('32');
    await units.press('Enter');
    const unitsOf = (id: string): unknown => {
      const layer = read().model.nodes[id];
      return layer && 'units' in layer ? layer.units : undefined;
    };
    await expect.poll(() => ['hidden1', 'hidden2', 'logits'].map(unitsOf)).toEqual([32, 32, 32]);
    await page.screenshot({ path: screenshotPath('canvas-group') });
    await node(page, 'image').focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => unitsOf('logits')).toBe(10);
  });

  it('is repeated in a row, with decoupled edges between the copies', async () => {
    await select(page, 'hidden2');
    await page.keyboard.press('Control+Shift+D');
    await page.getByLabel('Copies in a row').fill('2');
    await page.keyboard.press('Enter');
    await expect.poll(edges).toContain('hidden3->hidden4');
    expect(edges()).toContain('hidden4->logits');
    expect(edges()).not.toContain('hidden2->logits');
    const between = read().model.edges.filter(({ to }) => ['hidden3', 'hidden4'].includes(to));
    expect(between.every(({ decoupled }) => decoupled)).toBe(true);
    await page.keyboard.press('Control+z');
    await expect.poll(edges).toContain('hidden2->logits');
  });
});

describe('the search', () => {
  it('goes through what it finds, dims the rest and ends with Escape', async () => {
    await node(page, 'image').focus();
    await page.keyboard.press('Control+f');
    const field = page.getByRole('textbox', { name: 'Find on the canvas' });
    await field.fill('hidden');
    await page.getByText('1 of 3', { exact: true }).waitFor();
    await expect.poll(() => selected(page)).toEqual(['hidden1']);
    await page.keyboard.press('Enter');
    await expect.poll(() => selected(page)).toEqual(['hidden2']);
    await page.keyboard.press('Enter');
    await expect.poll(() => selected(page)).toEqual(['frame:frame1']);
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => selected(page)).toEqual(['hidden2']);
    expect(await node(page, 'image').locator('.dimmed').count()).toBe(1);
    await page.screenshot({ path: screenshotPath('canvas-search') });
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    expect(await page.locator('.dimmed').count()).toBe(0);
  });
});

describe('the clipboard of the system', () => {
  it('carries a selection as JSON into another window', async () => {
    await select(page, 'hidden1', 'hidden2');
    await page.keyboard.press('Control+c');
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(text)).toMatchObject({
      kind: 'dni-workbench.part',
      version: 1,
      edges: [{ from: 'hidden1', to: 'hidden2' }],
    });
    const other = await window.openAnother();
    await node(other, 'hidden1').waitFor();
    await other.bringToFront();
    await other.locator('.svelte-flow__pane').click({ position: { x: 20, y: 20 } });
    await other.keyboard.press('Control+v');
    await expect.poll(() => selected(other)).toEqual(['hidden3', 'hidden4']);
    await expect.poll(edges).toContain('hidden3->hidden4');
    await other.keyboard.press('Control+x');
    await expect.poll(edges).not.toContain('hidden3->hidden4');
    await other.close();
    await page.bringToFront();
  });

  it('is used by context menus too', async () => {
    await node(page, 'logits').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy', exact: true }).click();
    await page.locator('.svelte-flow__pane').click({ button: 'right', position: { x: 60, y: 60 } });
    await page.getByRole('menuitem', { name: 'Paste', exact: true }).click();
    await expect.poll(() => selected(page)).toEqual(['logits2']);
    await page.keyboard.press('Control+z');
    await node(page, 'logits2').waitFor({ state: 'detached' });
  });

  it('says in a sentence what cannot be pasted, and changes nothing', async () => {
    const nodes = page.locator('.svelte-flow__node');
    const before = await nodes.count();
    await page.evaluate(() => navigator.clipboard.writeText('Dear colleague'));
    await node(page, 'image').focus();
    await page.keyboard.press('Control+v');
    await page.getByText('is no part of a model', { exact: false }).first().waitFor();
    expect(await nodes.count()).toBe(before);
  });
});

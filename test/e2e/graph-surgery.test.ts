import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { boxAtRest } from './at-rest';
import { OpenWindow } from './open-window';
import { pressAtOnce } from './press-at-once';
import { screenshotPath } from './workbench';

/** The template's model of MNIST is taken apart and built again by mouse; only numbers are typed. */

const window = new OpenWindow();
let page: Page;
let atStart: Experiment;

beforeAll(async () => {
  page = await window.open();
  await card('hidden1').waitFor();
  atStart = read();
});

afterAll(() => window.close());

const read = (): Experiment => window.readModel('mnist-cdni');
const edgesOnDisk = (): string[] => read().model.edges.map(edgeId);

const canvas = (): Locator => page.locator('.svelte-flow__pane');
const card = (id: string): Locator => page.locator(`.svelte-flow__node[data-id="${id}"]`);
/** The label in the middle of an edge. */
const label = (edge: string): Locator => page.locator(`[data-edge="${edge}"]`);
const kinds = (): Locator => page.getByRole('listbox', { name: 'Kinds of nodes' });
const inspector = (): Locator => page.getByRole('region', { name: 'Inspector' });

type Place = [x: number, y: number];

/** A point of an element, in shares of its width and height. */
async function pointOf(element: Locator, x = 0.5, y = 0.5): Promise<Place> {
  const box = await boxAtRest(element);
  return [box.x + x * box.width, box.y + y * box.height];
}

async function drag(from: Place, to: Place): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 4 });
  await page.mouse.move(...to, { steps: 6 });
  await page.mouse.up();
}

async function choose(kind: string): Promise<void> {
  await kinds().getByRole('option', { name: kind }).click();
  await kinds().waitFor({ state: 'detached' });
}

async function chooseInMenuOf(element: Locator, entry: string): Promise<void> {
  await element.click({ button: 'right' });
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

/** Drags a new edge from a card's output to a point of the canvas, and chooses what it leads to. */
async function addAfter(id: string, [dx, dy]: Place, kind: string): Promise<void> {
  const [x, y] = await pointOf(card(id), 1);
  await drag([x, y], [x + dx, y + dy]);
  await choose(kind);
}

it('builds the model of the template by mouse from an empty canvas', async () => {
  await canvas().click({ button: 'right', position: { x: 30, y: 30 } });
  await page.getByRole('menuitem', { name: 'Select all' }).click();
  await chooseInMenuOf(card('hidden1'), 'Delete');
  await expect.poll(() => page.locator('.svelte-flow__node').count()).toBe(0);

  await canvas().dblclick({ position: { x: 30, y: 160 } });
  await choose('Input');
  await addAfter('input', [60, 40], 'Dense');
  await addAfter('dense', [60, -40], 'Dense');
  // What does not fit a vector is not offered.
  const [x, y] = await pointOf(card('dense2'), 1);
  await drag([x, y], [x + 60, y + 60]);
  expect(await kinds().getByRole('option', { name: 'Conv 2-D' }).count()).toBe(0);
  await page.screenshot({ path: screenshotPath('quick-add') });
  await choose('Dense');
  await inspector().getByLabel('Units', { exact: true }).fill('10');
  await inspector().getByLabel('Batch norm').setChecked(false);
  await inspector().getByLabel('Activation').selectOption('linear');
  await addAfter('dense3', [40, -120], 'Softmax cross entropy');
  for (const id of ['dense->dense2', 'dense2->dense3']) {
    await label(id).hover();
    await page.getByRole('button', { name: `Decouple ${id}`, exact: true }).click();
  }

  const names = {
    image: 'input',
    hidden1: 'dense',
    hidden2: 'dense2',
    logits: 'dense3',
    loss: 'loss',
  };
  const renamed = (id: string): string => names[id as keyof typeof names];
  // The file of before has as many edges, of which as many are decoupled: only its names tell it apart.
  const wanted = atStart.model.edges.map((edge) => ({
    ...edge,
    from: renamed(edge.from),
    to: renamed(edge.to),
  }));
  await expect.poll(() => read().model.edges).toEqual(wanted);
  const { nodes } = read().model;
  for (const [id, node] of Object.entries(atStart.model.nodes))
    expect(nodes[renamed(id)]).toEqual(node);
});

it('puts a node on an edge, and heals the chain when it is deleted', async () => {
  const before = read().model.edges;
  const palette = page.getByRole('button', { name: 'Dropout', exact: true });
  await drag(await pointOf(palette), await pointOf(label('dense->dense2')));
  await expect.poll(edgesOnDisk).toContain('dense->dropout');
  expect(read().model.edges.slice(1, 3)).toEqual([
    { from: 'dense', to: 'dropout' },
    { ...before[1], from: 'dropout' },
  ]);
  await page.screenshot({ path: screenshotPath('inserted-node') });
  await chooseInMenuOf(card('dropout'), 'Delete');
  await expect.poll(() => read().model.edges).toEqual(before);

  await chooseInMenuOf(card('dense2'), 'Delete without joining');
  await expect.poll(edgesOnDisk).toEqual(['input->dense', 'dense3->loss']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => read().model.edges).toEqual(before);
});

it('re-plugs an end of an edge, and keeps the edge that is dropped beside a node', async () => {
  const anchor = async (): Promise<Place> => {
    await label('dense2->dense3').hover();
    return pointOf(page.locator('.svelte-flow__edgeupdater-source'));
  };
  const start = await anchor();
  await drag(start, [start[0], start[1] + 150]);
  await page.getByText(/The edge dense2\s→\sdense3 stays where it was/).waitFor();
  expect(edgesOnDisk()).toContain('dense2->dense3');

  // A drop in the middle of a card counts, far from its handle.
  await drag(await anchor(), await pointOf(card('dense'), 0.4, 0.5));
  await expect.poll(edgesOnDisk).toContain('dense->dense3');
  const moved = read().model.edges[2];
  expect(moved).toEqual({ ...atStart.model.edges[2], from: 'dense', to: 'dense3' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(edgesOnDisk).toContain('dense2->dense3');
});

it('replaces a node, which keeps its edges', async () => {
  const before = edgesOnDisk();
  await chooseInMenuOf(card('dense2'), 'Replace by…');
  await choose('Activation');
  await expect
    .poll(edgesOnDisk)
    .toEqual(before.map((edge) => edge.replace('dense2', 'activation')));
});

it('adds from the palette in view and beside other nodes, and takes a drop anywhere on a card', async () => {
  await canvas().click({ position: { x: 10, y: 10 } });
  for (let count = 0; count < 3; count++)
    await page.getByRole('button', { name: 'Dropout', exact: true }).click();
  await expect.poll(() => page.locator('.svelte-flow__node').count()).toBe(8);
  const all = await page.locator('.svelte-flow__node').all();
  const nodes = await Promise.all(all.map(boxAtRest));
  const added = await Promise.all(
    ['dropout', 'dropout2', 'dropout3'].map((id) => boxAtRest(card(id))),
  );
  const view = await boxAtRest(canvas());
  for (const { x, y, width, height } of added) {
    expect(x + width).toBeLessThan(view.x + view.width);
    expect(y + height).toBeLessThan(view.y + view.height);
    const covered = nodes.filter(
      (other) => Math.abs(other.x - x) < width && Math.abs(other.y - y) < height,
    );
    // It covers itself alone.
    expect(covered).toHaveLength(1);
  }
  await drag(await pointOf(card('activation'), 1), await pointOf(card('dropout'), 0.6, 0.3));
  await expect.poll(edgesOnDisk).toContain('activation->dropout');
});

it('puts a node that is dragged onto an edge there, if it has no edges', async () => {
  await drag(await pointOf(card('dropout2')), await pointOf(label('activation->dense3')));
  await expect.poll(edgesOnDisk).toContain('activation->dropout2');
  expect(edgesOnDisk()).toContain('dropout2->dense3');
});

it('opens the menu and the list of kinds by keys too', async () => {
  await card('dropout3').click();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Replace by…' }).waitFor();
  await pressAtOnce(page, { key: 'Escape' }, { key: '/' });
  await page.getByText("Adds a node after 'dropout3'").waitFor();
  await page.keyboard.type('soft');
  await page.keyboard.press('Enter');
  await expect.poll(edgesOnDisk).toContain('dropout3->loss2');
});

it('undoes all of it, and does it again', async () => {
  const atEnd = read();
  const [undo, redo] = ['Undo', 'Redo'].map((name) => page.getByRole('button', { name }));
  while (await undo?.isEnabled()) await undo?.click();
  await expect.poll(read).toEqual(atStart);
  while (await redo?.isEnabled()) await redo?.click();
  await expect.poll(read).toEqual(atEnd);
});

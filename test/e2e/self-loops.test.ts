/** The ends of an edge from a node to itself are moved to other nodes, by mouse and by keyboard. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { edgeId } from '#spec/model';
import { boxAtRest } from './at-rest';
import { OpenWindow } from './open-window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;
const id = 'mnist-cdni';

/** The template of a stream, with two dense layers in place of its core, the first of which is connected to itself. */
function withLoop(): object {
  const template = JSON.parse(readFileSync('resources/templates/copy-dni.json', 'utf8')) as {
    model: { nodes: Record<string, object> };
  };
  const { input, logits, loss } = template.model.nodes;
  const [first, second] = ['first', 'second'].map(() => ({ kind: 'dense', units: 16 }));
  const edges = [
    { from: 'input', to: 'first' },
    { from: 'first', to: 'first', delay: 1 },
    { from: 'first', to: 'second' },
    { from: 'second', to: 'logits' },
    { from: 'logits', to: 'loss' },
  ];
  return { ...template, model: { nodes: { input, first, second, logits, loss }, edges } };
}

beforeAll(async () => {
  page = await window.open();
  await window.parts.edge('hidden2->logits').waitFor();
  // The window takes a model from the disk when it is opened.
  writeFileSync(join(window.sample, 'models', `${id}.json`), JSON.stringify(withLoop()));
  await page.reload();
  await label('first->first').waitFor();
});

afterAll(() => window.close());

const label = (edge: string): Locator => page.locator(`[data-edge="${edge}"]`);
const card = (node: string): Locator => page.locator(`.svelte-flow__node[data-id="${node}"]`);
const edges = () => expect.poll(() => window.readModel(id).model.edges.map(edgeId));

async function undo(): Promise<void> {
  await page.getByRole('button', { name: 'Undo' }).click();
  await edges().toContain('first->first');
}

async function middleOf(element: Locator): Promise<[x: number, y: number]> {
  const box = await boxAtRest(element);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

it.each([
  ['source', 'second', 'second->first'],
  ['target', 'logits', 'first->logits'],
] as const)('moves its %s by its dot', async (end, target, moved) => {
  await label('first->first').hover();
  const dot = page.locator(`.svelte-flow__edgeupdater-${end}`);
  const [x, y] = await middleOf(dot);
  await page.screenshot({ path: screenshotPath(`self-loop-${end}`) });
  const to = await middleOf(card(target));
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move((x + to[0]) / 2, (y + to[1]) / 2, { steps: 5 });
  await page.mouse.move(...to, { steps: 5 });
  await page.mouse.up();
  await edges().toContain(moved);
  expect(window.readModel(id).model.edges.map(edgeId)).not.toContain('first->first');
  await undo();
});

it('stays where it is where its dot is dropped on its own card', async () => {
  const before = window.readModel(id);
  await label('first->first').hover();
  const [x, y] = await middleOf(page.locator('.svelte-flow__edgeupdater-source'));
  const to = await middleOf(card('first'));
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 8 });
  await page.mouse.up();
  await page.waitForTimeout(1500);
  expect(window.readModel(id).model).toEqual(before.model);
});

it.each([
  ['Shift+C', 'second', 'second->first'],
  ['c', 'logits', 'first->logits'],
])('moves an end by %s', async (key, target, moved) => {
  await page.locator('.svelte-flow__edge[data-id="first->first"]').focus();
  await page.keyboard.press(key);
  await page.getByText(/^Move the (start|end) of/).waitFor();
  await page.keyboard.type(target);
  await page.keyboard.press('Enter');
  await edges().toContain(moved);
  await undo();
});

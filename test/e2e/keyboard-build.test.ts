import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseExperiment } from '#spec/parse-experiment';
import { edgeId } from '#spec/model';
import { OpenWindow } from './open-window';
import { pressAtOnce } from './press-at-once';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;

const { experiment: template } = parseExperiment(
  JSON.parse(readFileSync('resources/templates/mnist-cdni.json', 'utf8')),
);

beforeAll(async () => {
  page = await window.open();
  await page.getByRole('region', { name: 'Model builder' }).waitFor();
});

afterAll(() => window.close());

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const type = (text: string): Promise<void> => page.keyboard.type(text);

/** The label of what has the focus. */
const focused = (): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const labels = (element as HTMLInputElement | null)?.labels;
    const texts = [
      element?.getAttribute('aria-label'),
      labels?.[0]?.textContent?.trim(),
      element?.getAttribute('placeholder'),
    ];
    return texts.find(Boolean) ?? '';
  });
const focusIs = (label: string | RegExp): Promise<void> => expect.poll(focused).toMatch(label);

/** Opens what the command palette finds first. */
async function find(text: string): Promise<void> {
  await press('Control+k');
  await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('placeholder')))
    .toMatch(/^Find a view/);
  await type(text);
  await page.locator('.palette-item[data-selected]').waitFor();
  await press('Enter');
  await page.getByRole('dialog', { name: 'Command palette' }).waitFor({ state: 'detached' });
}

/** Sets a setting of the whole model: the palette opens its field. */
async function set(label: string, value: string, search = label): Promise<void> {
  await find(search);
  await focusIs(label);
  const isText = await page.evaluate(() => document.activeElement instanceof HTMLInputElement);
  if (isText) await press('Control+a');
  await type(value);
  if (isText) await press('Enter');
}

/** Goes to the next part of the window until one has the focus that a label tells. */
async function goTo(label: string | RegExp): Promise<void> {
  for (let part = 0; part < 10; part += 1) {
    await press('F6');
    await page.waitForTimeout(50);
    if (new RegExp(label).test(await focused())) return;
  }
  throw new Error(`No part of the window begins with ${String(label)}.`);
}

/** Adds a node by the search of the palette, gives it a name and goes back to its card. */
async function add(kind: string, name: string, settings: [string, string][] = []): Promise<void> {
  await goTo('Find a node');
  await type(kind);
  await press('Enter');
  await goTo(new RegExp(`^${kind} `));
  await press('Enter');
  await focusIs('Name of the node');
  await press('Control+a');
  await type(name);
  await press('Tab');
  for (const [label, value] of settings) {
    while (!(await focused()).startsWith(label)) await press('Tab');
    await press('Control+a');
    await type(value);
    await press('Tab');
  }
  await press('Escape');
  await focusIs(new RegExp(` ${name}$`));
}

it('is built by keyboard alone: the model of the template', async () => {
  await find('spirals, 3 layers');
  await find('hidden1');
  await focusIs(/ hidden1$/);
  await press('Control+a', 'Delete');
  await expect.poll(() => page.locator('.svelte-flow__node').count()).toBe(0);
  await set('Data', 'MNIST', 'data task');

  await add('Input', 'image');
  await add('Dense', 'hidden1');
  await add('Dense', 'hidden2');
  await add('Dense', 'logits', [['Units', '10']]);
  await add('Softmax cross entropy', 'loss');
  await page.screenshot({ path: screenshotPath('keyboard-cards') });

  await find('image');
  await focusIs(/ image$/);
  for (const target of ['hidden1', 'hidden2', 'logits', 'loss']) {
    await press('c');
    await page.getByRole('status').filter({ hasText: 'Arrow keys or letters choose' }).waitFor();
    await type(target);
    await page.screenshot({ path: screenshotPath(`keyboard-connect-${target}`) });
    await press('Enter');
    await focusIs(new RegExp(` ${target}$`));
  }
  for (const from of ['hidden1', 'hidden2']) {
    await find(from);
    await press('e', 'd');
    await focusIs(/decoupled/);
  }
  await page.screenshot({ path: screenshotPath('keyboard-edge') });

  const { training, diagnostics } = template ?? {};
  await set('Steps', String(training?.steps));
  await set('Batch', String(training?.batch));
  await set('Seed', String(training?.seed));
  await set('Evaluate every', String(training?.evaluateEvery));
  await set('Checkpoint every', String(training?.checkpointEvery));
  await set('Learning rate', String(training?.optimizer.rate));
  await set('Look every', String(diagnostics?.every));
  await set('Probe batch', String(diagnostics?.batch));
  await press('Control+s');

  const read = (): unknown => {
    const { model, task, training, diagnostics } = window.readModel('spirals-cdni');
    const edges = [...model.edges].sort((a, b) => edgeId(a).localeCompare(edgeId(b)));
    return { model: { ...model, edges }, task, training, diagnostics };
  };
  const expected = template && {
    model: {
      ...template.model,
      edges: [...template.model.edges].sort((a, b) => edgeId(a).localeCompare(edgeId(b))),
    },
    task: template.task,
    training: template.training,
    diagnostics: template.diagnostics,
  };
  await expect.poll(read).toEqual(expected);
});

it('has the focus where the next key is meant for, before anything is drawn', async () => {
  const palette = { key: 'k', ctrlKey: true };
  expect(await pressAtOnce(page, palette)).toMatch(/^Find a view/);
  expect(await pressAtOnce(page, { key: 'Escape' }, palette)).toMatch(/^Find a view/);
  await press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

/** The id of the item of the canvas that has the focus, or the name of another element. */
const place = (): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const item = element?.closest<HTMLElement>('.svelte-flow__node, .svelte-flow__edge');
    return item?.dataset['id'] ?? element?.className ?? '';
  });
const placeIs = (id: string | RegExp): Promise<void> => expect.poll(place).toMatch(id);

it('keeps the focus on the canvas when what had it is removed', async () => {
  const card = (id: string) => page.locator(`.svelte-flow__node[data-id="${id}"]`);
  // By key, and back.
  await find('hidden2');
  await placeIs(/^hidden2$/);
  await press('Delete');
  await placeIs(/^hidden1$/);
  await press('Control+z');
  await card('hidden2').waitFor();
  await placeIs(/^hidden1$/);
  // An edge.
  await press('e');
  await placeIs(/^hidden1->hidden2$/);
  await press('Delete');
  await placeIs(/^hidden1$/);
  await press('Control+z');
  // By the menu.
  await find('hidden2');
  await placeIs(/^hidden2$/);
  await press('Shift+F10');
  await page.getByRole('menu').waitFor();
  await page.getByRole('menuitem', { name: 'Delete', exact: true }).press('Enter');
  await placeIs(/^hidden1$/);
  await press('Control+z');
  // By the button of the inspector, which goes with the node.
  await card('hidden2').click();
  await page.getByRole('button', { name: 'Delete hidden2' }).press('Enter');
  await placeIs(/^hidden1$/);
  await press('Control+z');
  // By cutting, and by undoing what added the node.
  await find('hidden2');
  await placeIs(/^hidden2$/);
  await press('Control+x');
  await placeIs(/^hidden1$/);
  await press('Control+z');
  await find('hidden2');
  await placeIs(/^hidden2$/);
  await press('Control+d');
  await expect.poll(() => page.locator('.svelte-flow__node').count()).toBe(6);
  const copy = await page.locator('.svelte-flow__node.selected').first().getAttribute('data-id');
  await card(copy ?? '').focus();
  await press('Control+z');
  await expect.poll(() => page.locator('.svelte-flow__node').count()).toBe(5);
  await placeIs(/^(image|hidden1|hidden2|logits|loss)$/);
  // A frame.
  await card('hidden1').click();
  await press('Control+g');
  await focusIs('Title of the frame');
  await press('Escape');
  await placeIs(/^frame:/);
  await press('Delete');
  await placeIs(/^hidden1$/);
  await press('Control+z', 'Control+z');
  // A form that is left.
  await find('hidden1');
  await placeIs(/^hidden1$/);
  await press('Control+Shift+d');
  await focusIs('Copies in a row');
  await press('Escape');
  await placeIs(/^hidden1$/);
  // The list of kinds: left, and used.
  await press('/');
  await focusIs('Add a node');
  await press('Escape');
  await placeIs(/^hidden1$/);
  await press('/');
  await focusIs('Add a node');
  await type('dense');
  await press('Enter');
  await expect.poll(() => page.locator('.svelte-flow__node').count()).toBe(6);
  const added = await page.locator('.svelte-flow__node.selected').getAttribute('data-id');
  expect(added).not.toBe('hidden1');
  await placeIs(new RegExp(`^${added}$`));
  await press('Control+z');
  // All of it.
  await press('Control+a', 'Delete');
  await placeIs(/canvas/);
  await press('Control+z');
  await expect.poll(() => page.locator('.svelte-flow__node').count()).toBe(5);
});

import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { openProject } from '#storage/projects';
import { createRun, writeRun } from '#storage/runs';
import { boxAtRest } from './at-rest';
import { OpenWindow } from './open-window';
import { screenshotPath } from './workbench';

/** What the canvas says before a run: problems at their cards and edges, missing parts, readiness, and locking. */

const window = new OpenWindow();
let page: Page;

beforeAll(async () => {
  page = await window.open();
  await card('hidden1').waitFor();
});

afterAll(() => window.close());

const read = (): Experiment => window.readModel('mnist-cdni');
const setting = (node: string, key: string): unknown =>
  (read().model.nodes[node] as Record<string, unknown>)[key];
const card = (id: string): Locator => page.locator(`.svelte-flow__node[data-id="${id}"]`);
const label = (edge: string): Locator => page.locator(`[data-edge="${edge}"]`);
const problemsOf = (name: string): Locator =>
  page.getByRole('dialog', { name: `Problems of ${name}` });
const summary = (): Locator => page.locator('.timeline .headline p');

it('shows a problem at its card, by pointer and by keys, and its fix does what it says', async () => {
  await card('logits').click();
  await page
    .getByRole('region', { name: 'Inspector' })
    .getByLabel('Activation')
    .selectOption('relu');
  await expect.poll(() => setting('logits', 'activation')).toBe('relu');
  await card('logits').getByRole('button', { name: 'Warnings of logits' }).hover();
  await problemsOf('logits').getByText("'logits' applies relu to the logits").waitFor();
  await page.screenshot({ path: screenshotPath('problem-at-card') });
  await problemsOf('logits').getByRole('button', { name: "Set 'Activation' to linear" }).click();
  await expect.poll(() => setting('logits', 'activation')).toBe('linear');
  await problemsOf('logits').waitFor({ state: 'detached' });

  await page.keyboard.press('Control+z');
  await expect.poll(() => setting('logits', 'activation')).toBe('relu');
  await card('logits').click();
  await page.keyboard.press('p');
  await problemsOf('logits').waitFor();
  await page.keyboard.press('Escape');
  await problemsOf('logits').waitFor({ state: 'detached' });
  await page.keyboard.press('p');
  await page.keyboard.press('Enter');
  await expect.poll(() => setting('logits', 'activation')).toBe('linear');
});

it('draws a missing loss where it would go, and adds it there', async () => {
  await card('loss').click();
  await page.keyboard.press('Shift+Delete');
  await expect.poll(() => read().model.edges.map(edgeId)).not.toContain('logits->loss');
  const ghost = page
    .locator('.svelte-flow')
    .getByRole('button', { name: 'Add loss, a softmax cross entropy' });
  await ghost.waitFor();
  await page.screenshot({ path: screenshotPath('missing-loss') });
  const before = await boxAtRest(ghost);
  await ghost.click();
  await expect.poll(() => read().model.edges.map(edgeId)).toContain('logits->loss');
  const after = await boxAtRest(card('loss'));
  expect(Math.abs(after.x - before.x)).toBeLessThan(3);
  await ghost.waitFor({ state: 'detached' });
});

it('reaches what is missing by Tab after all else on the canvas, and adds it by Enter', async () => {
  await card('loss').click();
  await page.keyboard.press('Shift+Delete');
  await expect.poll(() => read().model.edges.map(edgeId)).not.toContain('logits->loss');
  const ghost = page.getByRole('button', { name: /^Missing Softmax cross entropy loss: Add loss/ });
  await ghost.waitFor();
  const isFocused = () => ghost.evaluate((element) => element === document.activeElement);
  await card('logits').focus();
  for (let presses = 0; presses < 10 && !(await isFocused()); presses += 1)
    await page.keyboard.press('Tab');
  // The ring of a card that has the focus.
  expect(await ghost.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('dotted');
  await page.keyboard.press('Shift+Tab');
  expect(await page.locator('.svelte-flow__edge:focus').count()).toBe(1);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => read().model.edges.map(edgeId)).toContain('logits->loss');
  await expect
    .poll(() => card('loss').evaluate((element) => element === document.activeElement))
    .toBe(true);
});

it('says what an edge would change, and what a run needs', async () => {
  await expect.poll(() => summary().innerText()).toContain('With one worker a module');
  await label('hidden1->hidden2').hover();
  await expect
    .poll(() => summary().innerText())
    .toMatch(/^Coupling hidden1\s→\shidden2 would make hidden1 update \d+\.\d passes later/);
  await page.mouse.move(5, 5);
  await page.getByRole('button', { name: 'Choose method, seeds and steps' }).click();
  const readiness = page.getByLabel('Readiness').last();
  await readiness.getByText('estimated from the model').waitFor();
  for (const name of ['Data', 'Memory', 'Time', 'Disk'])
    await expect.poll(() => readiness.innerText()).toContain(name);
  await page.screenshot({ path: screenshotPath('readiness') });
});

it('predicts a step on several machines once a run has measured one, and lets machines and link be chosen', async () => {
  const line = page.locator('.timeline p', { has: page.getByLabel('Link between them') });
  expect(await line.count()).toBe(0);
  const { compute } = await window.call('app.info', {});
  const project = await openProject(window.sample);
  const made = await createRun(project, {
    ...{ spec: experimentSchema.parse(read()), name: 'Measured', modelId: 'mnist-cdni' },
  });
  await writeRun(project, {
    ...made,
    ...{ status: 'finished', step: made.spec.training.steps, seconds: 20 },
    environment: {
      ...{ workbench: '1.0.0', node: '22', backend: 'tensorflow', tensorflow: '2', platform: 'x' },
      ...{ device: compute.device, fallbackReason: null },
    },
  });
  await page.reload();
  await card('hidden1').waitFor();
  const words = async (): Promise<string> => (await line.innerText()).replace(/\s+/g, ' ');
  await expect.poll(words).toMatch(/^On 4 machines.*, 10 Gbit\/s.*: backprop [\d.]+ ms, pipeline /);
  expect(await line.getAttribute('title')).toContain('Simulated, not measured');
  await page.getByLabel('Machines', { exact: true }).selectOption('64');
  await page.getByLabel('Link between them').selectOption({ index: 0 });
  await expect.poll(words).toMatch(/^On 64 machines/);
  await page.screenshot({ path: screenshotPath('on-machines') });
});

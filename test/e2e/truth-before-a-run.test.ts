import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { openBrowser } from './browser';
import { Home, screenshotPath, startWorkbench, type Workbench } from './workbench';

/** What the canvas says before a run: problems at their cards and edges, missing parts, readiness, and locking. */

const home = new Home();
let workbench: Workbench;
let browser: BrowserContext;
let page: Page;
const pageErrors: string[] = [];

beforeAll(async () => {
  browser = await openBrowser(home);
  workbench = await startWorkbench(home);
  page = await browser.newPage();
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  page.setDefaultTimeout(15_000);
  await page.goto(workbench.url);
  await card('hidden1').waitFor();
});

afterAll(async () => {
  await browser?.close();
  await workbench?.close();
  await home.remove();
});

function read(): Experiment {
  const file = join(home.projects, 'Sample', 'models', 'mnist-cdni.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Experiment;
}
const setting = (node: string, key: string): unknown =>
  (read().model.nodes[node] as Record<string, unknown>)[key];
const card = (id: string): Locator => page.locator(`.svelte-flow__node[data-id="${id}"]`);
const label = (edge: string): Locator => page.locator(`[data-edge="${edge}"]`);
const problemsOf = (name: string): Locator =>
  page.getByRole('dialog', { name: `Problems of ${name}` });
const summary = (): Locator => page.locator('.timeline .headline p');
/** Changes are on disk soon afterwards; on a busy machine that takes seconds. */
const poll = <T>(look: () => T) => expect.poll(look, { timeout: 10_000 });

it('shows a problem at its card, by pointer and by keys, and its fix does what it says', async () => {
  await card('logits').click();
  await page
    .getByRole('region', { name: 'Inspector' })
    .getByLabel('Activation')
    .selectOption('relu');
  await card('logits').getByRole('button', { name: 'Warnings of logits' }).hover();
  await problemsOf('logits').getByText("'logits' applies relu to the logits").waitFor();
  await page.screenshot({ path: screenshotPath('problem-at-card') });
  await problemsOf('logits').getByRole('button', { name: "Set 'Activation' to linear" }).click();
  await poll(() => setting('logits', 'activation')).toBe('linear');
  await problemsOf('logits').waitFor({ state: 'detached' });

  await page.keyboard.press('Control+z');
  await poll(() => setting('logits', 'activation')).toBe('relu');
  await card('logits').click();
  await page.keyboard.press('p');
  await problemsOf('logits').waitFor();
  await page.keyboard.press('Escape');
  await problemsOf('logits').waitFor({ state: 'detached' });
  await page.keyboard.press('p');
  await page.keyboard.press('Enter');
  await poll(() => setting('logits', 'activation')).toBe('linear');
});

it('draws a missing loss where it would go, and adds it there', async () => {
  await card('loss').click();
  await page.keyboard.press('Shift+Delete');
  const ghost = page
    .locator('.svelte-flow')
    .getByRole('button', { name: 'Add loss, a softmax cross entropy' });
  await ghost.waitFor();
  await page.screenshot({ path: screenshotPath('missing-loss') });
  const before = await ghost.boundingBox();
  await ghost.click();
  await poll(() => read().model.edges.map(edgeId)).toContain('logits->loss');
  const after = await card('loss').boundingBox();
  expect(Math.abs((after?.x ?? 0) - (before?.x ?? Infinity))).toBeLessThan(3);
  await ghost.waitFor({ state: 'detached' });
});

it('says what an edge would change, and what a run needs', async () => {
  await expect.poll(() => summary().innerText()).toContain('With one worker a module');
  await label('hidden1->hidden2').hover();
  await expect
    .poll(() => summary().innerText())
    .toMatch(/^Coupling hidden1 → hidden2 would make hidden1 update \d+\.\d units later/);
  await page.mouse.move(5, 5);
  await page.getByRole('button', { name: 'Choose method, seeds and steps' }).click();
  const readiness = page.getByLabel('Readiness').last();
  await readiness.getByText('estimated from the model').waitFor();
  for (const name of ['Data', 'Memory', 'Time', 'Disk'])
    expect(await readiness.innerText()).toContain(name);
  await page.screenshot({ path: screenshotPath('readiness') });
  expect(pageErrors).toEqual([]);
});

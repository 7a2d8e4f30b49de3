import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { OpenWindow } from './open-window';
import type { WindowParts } from './window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;
let parts: WindowParts;

beforeAll(async () => {
  page = await window.open();
  ({ parts } = window);
});

afterAll(() => window.close());

const takeScreenshot = (name: string): Promise<Buffer> =>
  page.screenshot({ path: screenshotPath(name) });

describe('a first visit', () => {
  it('opens the sample project with a model of the paper on the canvas', async () => {
    await page.getByRole('region', { name: 'Model builder' }).waitFor();
    await parts.edge('hidden1->hidden2').waitFor();
    expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe(
      'MNIST, 3 layers, cDNI',
    );
    // The output edges of both hidden layers are decoupled: three modules, one bar of the locking view each.
    expect(await parts.locking()).toHaveLength(3);
    await takeScreenshot('build');
  });

  it('rejects requests of programs that are not signed in', async () => {
    const { origin } = new URL(page.url());
    const refused = await fetch(`${origin}/api/app.info`, { method: 'POST', body: '{}' });
    expect(refused.status).toBe(401);
  });
});

describe('decoupling an edge', () => {
  it('merges and splits modules', async () => {
    await page.getByRole('button', { name: 'Edge hidden2->logits is decoupled' }).click();
    await page.getByRole('switch', { name: 'Decoupled' }).click();
    await expect.poll(() => parts.locking()).toHaveLength(2);
    for (const [button, modules] of [
      ['Undo', 3],
      ['Redo', 2],
      ['Decouple hidden2->logits', 3],
      ['Undo', 2],
      ['Undo', 3],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      await expect.poll(() => parts.locking()).toHaveLength(modules);
    }
  });

  it('lists the problem of an invalid model and does not let it run', async () => {
    await parts
      .edge('hidden2->logits')
      .locator('..')
      .click({ position: { x: 4, y: 4 }, force: true });
    await page.getByRole('button', { name: 'Delete the edge' }).click();
    await page.getByRole('tab', { name: /Problems/ }).click();
    const problem = page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: 'logits' });
    await problem.first().waitFor();
    const run = page.getByRole('button', { name: /^Run / });
    expect(await run.isDisabled()).toBe(true);
    await takeScreenshot('problem');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => run.isEnabled()).toBe(true);
    await page.getByRole('tab', { name: 'Locking' }).click();
  });
});

describe('training and comparing', () => {
  it('trains the model on the canvas and updates its curves', async () => {
    // So many steps that the first picture is taken while it trains.
    await parts.runWith('dni', 1500);
    await parts.row('DNI').waitFor();
    const loss = parts.lossChart();
    await loss.waitFor();
    const before = await loss.screenshot();
    await parts.row('DNI').getByText('Finished').waitFor({ timeout: 150_000 });
    await expect.poll(async () => before.equals(await loss.screenshot())).toBe(false);
    await takeScreenshot('runs');
  });

  it('trains the same model with plain backprop', async () => {
    await parts.view('Build').click();
    await parts.runWith('backprop', 120);
    await parts.row('backprop').getByText('Finished').waitFor({ timeout: 150_000 });
  });

  it('draws both runs in one chart', async () => {
    await parts.view('Compare').click();
    await parts.compareAll();
    await takeScreenshot('compare');
  });

  it('brings a deleted comparison back with Undo', async () => {
    const file = join(window.sample, 'comparisons', 'mine.json');
    await page.getByRole('button', { name: 'Save or rename the comparison' }).click();
    await page.getByLabel('Name of the comparison').fill('Mine');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Mine' }).click();
    await page.getByRole('menuitem', { name: 'Delete this comparison' }).click();
    await expect.poll(() => existsSync(file)).toBe(false);
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Mine' }).waitFor();
    expect(existsSync(file)).toBe(true);
  });
});

describe('a recurrent model', () => {
  it('is created from a template with its recurrent edge decoupled', async () => {
    await parts.view('Build').click();
    await page.getByRole('button', { name: 'New' }).click();
    await page.getByRole('menuitem', { name: 'Recall, DNI over 4 ticks' }).click();
    await parts.edge('core->core').waitFor();
    await page
      .getByText('module of core updates every 4 ticks', { exact: false })
      .first()
      .waitFor();
    await takeScreenshot('recurrent');
  });

  it('shows the answers of a checkpoint to its task', async () => {
    await parts.runWith('dni', 150);
    const recall = page.getByRole('row').filter({ hasText: 'Recall, DNI over 4 ticks' });
    await recall.getByText('Finished').waitFor({ timeout: 150_000 });
    await recall.click();
    await page.locator('canvas[aria-label*="bits" i]').first().waitFor();
    await page.getByRole('tab', { name: 'Answers' }).click();
    await page.getByText('right at step 150', { exact: false }).waitFor({ timeout: 150_000 });
    await takeScreenshot('answers');
  });
});

describe('settings', () => {
  it('show the machine and measure the speed of the runtime in use', async () => {
    await parts.view('Settings').click();
    const runtime = page
      .getByRole('region', { name: 'Compute' })
      .getByRole('listitem')
      .filter({ hasText: 'runs train with it' });
    await runtime.getByRole('button', { name: 'Test' }).click();
    await runtime.getByText(/^[\d.]+ [GT]FLOP\/s on /).waitFor({ timeout: 150_000 });
    await takeScreenshot('settings');
  });
});

describe('after training', () => {
  it('all runs are on disk', async () => {
    const runs = join(window.sample, 'runs');
    const summaries = readdirSync(runs).map((id) => {
      const run = JSON.parse(readFileSync(join(runs, id, 'run.json'), 'utf8')) as Run;
      const checkpoint = join(runs, id, 'checkpoints', String(run.step), 'state.json');
      expect(existsSync(checkpoint)).toBe(true);
      return `${run.method} ${run.status} ${run.step}`;
    });
    expect(summaries.sort()).toEqual([
      'backprop finished 120',
      'dni finished 150',
      'dni finished 1500',
    ]);
  });

  it('all runs are shown again after a restart', async () => {
    await window.restart();
    await parts.view('Runs').click();
    for (const method of ['DNI', 'backprop'])
      await parts.row(method).getByText('Finished').first().waitFor();
    await takeScreenshot('after-restart');
  });
});

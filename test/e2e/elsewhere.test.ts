/** Runs at other places, as the window shows them: where each is, what it costs, and what can be done with it. */
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lossReason, makeElsewhereProject } from './elsewhere-project';
import { OpenWindow } from './open-window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;

beforeAll(async () => {
  const { home } = window;
  const { directory } = await makeElsewhereProject(
    join(home.projects, 'Elsewhere'),
    join(home.folder, 'config'),
  );
  page = await window.open({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  await window.openProject(directory);
});

afterAll(() => window.close());

const row = (id: string): Locator => page.locator(`[id="run-${id}"]`);
const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const facts = (): Promise<string> => page.locator('.detail dl').first().innerText();

it('says where a run is, what it costs, and that its place cannot be reached', async () => {
  await window.parts.view('Runs').click();
  await row('made-00004').click();
  await page
    .getByText(/^No news from Group cluster (since .*|at the moment); it is asked again\./)
    .waitFor();
  await expect.poll(facts).toContain('Running on node-2 at Group cluster');
  await expect.poll(facts).toMatch(/Sent\s+2 times/);
  await expect.poll(facts).toMatch(/Used\s+5\d GPU-minutes/);
  await page.screenshot({ path: screenshotPath('elsewhere-run') });
  await button('More about the run').click();
  await page.getByRole('menuitem', { name: 'Fetch the last checkpoint now' }).click();
  await page.getByText(/^Group cluster is asked for the last checkpoint/).waitFor();
  await row('made-00003').click();
  await expect.poll(facts).toMatch(/Waiting at Group cluster for \d+ min/);
  expect(await button('Pause').isDisabled()).toBe(true);
});

it('shows at once what was asked of a job, whose place does not know it yet', async () => {
  await row('made-00002').click();
  await button('Stop').click();
  await expect.poll(facts).toContain('Stopping, once Group cluster knows');
  // A window that is opened now knows both.
  await page.reload();
  await window.parts.view('Runs').click();
  await row('made-00002').click();
  await expect.poll(facts).toContain('Stopping, once Group cluster knows');
  await page.getByText(/^No news from Group cluster since \d/).waitFor();
});

it('tells a run whose job was lost from one that has failed', async () => {
  await row('made-00006').click();
  await row('made-00006').getByText('Job failed').waitFor();
  await page.getByText(lossReason).waitFor();
  await button('Send again').waitFor();
  await row('made-00005').click();
  await row('made-00005').getByText('Failed', { exact: true }).waitFor();
  expect(await button('Send again').count()).toBe(0);
});

it('asks nothing of a job at a place that the user has not set up', async () => {
  await row('made-00007').click();
  await page.getByText(/^Lab is none of your places\./).waitFor();
  expect(await button('Stop').isDisabled()).toBe(true);
});

it('filters by place', async () => {
  const filter = page.getByRole('searchbox', { name: 'Filter the runs' });
  await filter.fill('place = Lab');
  await expect.poll(() => page.locator('[id^="run-made-"]').count()).toBe(1);
  await filter.fill('');
});

it('lets an ended run go on somewhere else', async () => {
  await row('made-00006').click();
  await button('Resume elsewhere').click();
  const entries = page.getByRole('menuitem');
  await expect
    .poll(() => entries.allInnerTexts())
    .toEqual([
      'On this computer',
      'At Group cluster\nRay at http://127.0.0.1:9',
      'At University\nSlurm at login.invalid',
    ]);
  await page.keyboard.press('Escape');
});

it('says of a study that was at work elsewhere where its runs are, and goes on there', async () => {
  await window.parts.view('Studies').click();
  await page
    .getByText(/^This study was at work at Group cluster and Lab when the program was closed\./)
    .waitFor();
  const places = page.getByRole('region', { name: 'Runs at other places' });
  await expect
    .poll(() => places.getByRole('row').allInnerTexts())
    .toContainEqual(
      expect.stringMatching(/^Group cluster\s+1\s+3\s+3\s+3\d min\s+3\.\d+ GPU-hours/),
    );
  await places
    .getByText(/^Queued \d+ min, .* used at Group cluster and Lab, 3 jobs sent again/)
    .waitFor();
  await page
    .getByRole('list', { name: 'Runs whose jobs were lost' })
    .getByText(lossReason)
    .waitFor();
  await page.getByRole('list', { name: 'Runs that have failed' }).getByText('step 641').waitFor();
  await button('At Group cluster').waitFor();
  await page.getByRole('button', { name: /^Go on with \d+ runs$/ }).waitFor();
  await page.screenshot({ path: screenshotPath('elsewhere-study') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: screenshotPath('elsewhere-study-dark') });
  await page.emulateMedia({ colorScheme: 'light' });
});

it('runs the model on the canvas at a place that was chosen once', async () => {
  await window.parts.view('Build').click();
  const choose = button('Choose method, seeds and steps');
  await choose.click();
  await page.getByLabel('Where').selectOption('group');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Run DNI at Group cluster' }).waitFor();
  await page.screenshot({ path: screenshotPath('elsewhere-run-button') });
  await choose.click();
  await page.getByLabel('Where').selectOption('local');
  await page.keyboard.press('Escape');
  await button('Run DNI').waitFor();
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OpenWindow } from './open-window';

const window = new OpenWindow();
let page: Page;
let runId: string;

beforeAll(async () => {
  page = await window.open();
  await window.parts.view('Runs').click();
  const templates = await window.call('templates.list', {});
  const spec = templates.find(({ id }) => id === 'spirals-cdni')?.spec;
  const project = await window.call('projects.current', {});
  if (!spec || !project) throw new Error('The sample project is not open.');
  const { id } = await window.call('runs.start', {
    projectId: project.id,
    spec: { ...spec, training: { ...spec.training, steps: 20 } },
    modelId: null,
  });
  runId = id;
  await row().getByText('Finished', { exact: true }).waitFor({ timeout: 150_000 });
});

afterAll(() => window.close());

const row = (): Locator => page.locator(`[id="run-${runId}"]`);

it('weights of a checkpoint are written as every export is', async () => {
  await row().click();
  await page.getByRole('tab', { name: 'Checkpoints' }).click();
  await page.getByRole('button', { name: 'Export weights, step 20' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export weights of step 20' });
  await dialog.getByText('NPZ').click();
  await dialog.getByRole('button', { name: 'Download' }).waitFor();
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await dialog.getByText('written to').waitFor();
  expect(existsSync(join(window.sample, 'exports', `${runId}-step-20.npz`))).toBe(true);
  await page.keyboard.press('Escape');
});

it('a click on a run shows it in a window that is too low for the table beside it', async () => {
  await page.setViewportSize({ width: 720, height: 450 });
  await page.getByRole('radio', { name: 'All runs' }).click();
  await row().click();
  await page.getByRole('tab', { name: 'Checkpoints' }).waitFor();
  await expect.poll(() => row().count()).toBe(0);
});

/** Runs of PyTorch come in through the window, and stand in a comparison beside one that was trained here. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRuns } from '../bench/make-runs';
import { OpenWindow } from './open-window';
import type { WindowParts } from './window';
import { screenshotPath } from './workbench';

const fixtures = fileURLToPath(new URL('../main/exchange/fixtures/pytorch-runs', import.meta.url));
const window = new OpenWindow();
let page: Page;
let parts: WindowParts;
let folder: string;

beforeAll(async () => {
  page = await window.open({ width: 1280, height: 800 });
  ({ parts } = window);
  const project = await makeRuns(join(window.home.projects, 'Made'), {
    ...{ runs: 1, steps: 100, metrics: 6, groups: 1, evaluateEvery: 20 },
  });
  folder = join(project.directory, 'theirs');
  cpSync(fixtures, folder, { recursive: true });
  await window.openProject(project.directory);
});

afterAll(() => window.close());

const dialog = (): Locator => page.getByRole('dialog');

describe('curves of another program', () => {
  it('are shown before they come in, and get names of this program', async () => {
    await parts.view('Runs').click();
    await page.getByRole('button', { name: 'Import' }).first().click();
    await page.getByRole('menuitem', { name: 'Curves of another program' }).click();
    await dialog().getByRole('textbox', { name: 'File or folder' }).fill(join(folder, 'nothing'));
    await dialog().getByText('There is no folder and no file').waitFor();
    await dialog().getByRole('textbox', { name: 'File or folder' }).fill(folder);
    await dialog().getByText('50 steps, 4 s, seed 1, lr 0.1').waitFor();
    await dialog().getByRole('combobox', { name: 'Name of Loss/train here' }).fill('train/loss');
    await dialog().getByRole('button', { name: 'Use validation/error' }).click();
    const unit = dialog().getByRole('combobox', { name: 'Unit of val/err' });
    // Values up to 5 are percent.
    await expect.poll(() => unit.inputValue()).toBe('percent');
    await unit.selectOption('stored');
    await dialog().getByText('validation/error is a fraction from 0 to 1').waitFor();
    await page.screenshot({ path: screenshotPath('import-curves-unit') });
    await unit.selectOption('percent');
    await dialog()
      .getByText('validation/error is a fraction from 0 to 1')
      .waitFor({ state: 'detached' });
    await dialog().getByRole('textbox', { name: 'Tags' }).fill('theirs');
    await page.screenshot({ path: screenshotPath('import-curves') });
    const submit = dialog().getByRole('button', { name: 'Import' });
    await expect.poll(() => submit.isEnabled()).toBe(true);
    await submit.click();
    await page.getByText('2 runs imported.').waitFor();
    await page.getByRole('row', { name: /seed1/ }).getByText('imported').first().waitFor();
  });

  it('are a run without a model', async () => {
    await page.getByRole('tab', { name: 'Source and settings' }).click();
    await page.getByText('event files of TensorBoard').waitFor();
    await page.getByText('sgd').waitFor();
    await page.screenshot({ path: screenshotPath('imported-run') });
    expect(await page.getByRole('button', { name: 'Run again' }).count()).toBe(0);
    expect(await page.getByRole('tab', { name: 'Checkpoints' }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Curves' }).click();
    await page.locator('canvas[aria-label="Loss of seed1"]').waitFor();
  });

  it('stand beside those that were trained here', async () => {
    await parts.view('Compare').click();
    for (const name of ['seed1', 'seed2', 'backprop, seed 1']) {
      const box = page.getByRole('checkbox', { name: `Compare ${name}` }).first();
      if (!(await box.isChecked())) await box.click();
    }
    await page.getByText('3 runs, those ticked below').waitFor();
    await page.getByRole('row', { name: /seed1/ }).getByText('imported').first().waitFor();
    await parts.lossChart().waitFor();
    await page.screenshot({ path: screenshotPath('import-compare') });
  });
});

import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRuns, type RunsToMake } from '../bench/make-runs';
import { OpenWindow } from './open-window';
import type { WindowParts } from './window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;
let parts: WindowParts;
let directory: string;

/** Three methods, two seeds each. */
const made: RunsToMake = { runs: 6, steps: 200, metrics: 12, groups: 3, evaluateEvery: 20 };

async function openCompare(): Promise<void> {
  await window.openProject(directory);
  await parts.view('Compare').click();
  await parts.lossChart().waitFor();
}

beforeAll(async () => {
  page = await window.open();
  ({ parts } = window);
  ({ directory } = await makeRuns(join(window.home.projects, 'Made'), made));
  await openCompare();
});

afterAll(() => window.close());

const list = (): Locator => page.getByRole('region', { name: 'Reported results' });
/** The label at the end of a reported line in a chart. */
const lineLabel = (text: string): Locator =>
  page.locator('[role="application"]').getByText(text, { exact: true });
const resultRow = (text: string): Locator =>
  page.locator('table').getByRole('row').filter({ hasText: text });

describe('reported results', () => {
  it('are pasted as a table and stand as lines in the chart and rows in the table', async () => {
    await list().getByRole('button', { name: 'Add…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reported results' });
    await dialog.getByRole('button', { name: 'New' }).click();
    const form = page.getByRole('dialog', { name: 'New reported results' });
    await form.getByLabel('Source').fill('Lee et al. 2020');
    const table = form.getByRole('textbox', { name: 'Table', exact: true });
    await form.getByLabel('Metric').first().selectOption('test/error');
    await table.fill('method\terror %\nDNI\t4.1 ± 0.3\nbackprop\tthree');
    await form.getByText("Line 3: 'three' is no number.").waitFor();
    await table.fill('method\terror %\nDNI\t4.1 ± 0.3\nbackprop\t30');
    await form.getByRole('button', { name: 'Add 2 values' }).click();
    expect(await form.getByLabel('Value of row 1').inputValue()).toBe('4.1 ± 0.3');
    await form.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('button', { name: 'Done' }).click();

    await list().getByText('4.1 ± 0.3 %').waitFor();
    await lineLabel('Lee et al. 2020: DNI').waitFor();
    await resultRow('Lee et al. 2020: DNI').getByText('4.1 ± 0.3 %').waitFor();
    // Below the row of the group that has its label.
    const rows = await resultRow('').allInnerTexts();
    const at = rows.findIndex((text) => text.includes('Lee et al. 2020: backprop'));
    expect(rows[at - 1]).toContain('backprop');
    await page.screenshot({ path: screenshotPath('reported') });
  });

  it('are there after a restart', async () => {
    await page.getByRole('button', { name: 'Save or rename the comparison' }).click();
    await page.getByLabel('Name of the comparison').fill('Ours and theirs');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Ours and theirs' }).waitFor();
    await window.restart();
    await openCompare();
    // The window is another one for the browser: its address has another port.
    await page.getByRole('button', { name: 'New comparison' }).click();
    await page.getByRole('menuitem', { name: 'Ours and theirs' }).click();
    await list().getByText('4.1 ± 0.3 %').waitFor();
    await lineLabel('Lee et al. 2020: DNI').waitFor();
    await resultRow('Lee et al. 2020: backprop').getByText('30').waitFor();
  });

  it('are left out of the comparison and deleted, and brought back', async () => {
    await list().getByRole('button', { name: 'Leave out Lee et al. 2020: backprop' }).click();
    await expect.poll(() => resultRow('Lee et al. 2020: backprop').count()).toBe(0);
    await list().getByRole('button', { name: 'Change…' }).click();
    await page.getByRole('button', { name: 'Delete Lee et al. 2020' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await expect.poll(() => list().getByText('4.1 ± 0.3 %').count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await list().getByText('4.1 ± 0.3 %').waitFor();
  });
});

/** The native menu: it leads the window, and follows what the window can do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WindowCommandId } from '#api/window-commands';
import { Home, screenshotPath } from '../e2e/workbench';
import { openWorkbench, type OpenWorkbench } from './workbench';

const home = new Home();
let workbench: OpenWorkbench;

beforeAll(async () => {
  workbench = await openWorkbench(home);
  await workbench.page.getByRole('region', { name: 'Model builder' }).waitFor();
  await workbench.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
});
afterAll(async () => {
  await workbench?.app.evaluate(({ app }) => app.exit(0)).catch(() => undefined);
  await home.remove();
});

const isEnabled = (id: WindowCommandId): Promise<boolean | undefined> =>
  workbench.app.evaluate(
    ({ Menu }, itemId) => Menu.getApplicationMenu()?.getMenuItemById(itemId)?.enabled,
    id,
  );
const click = (id: WindowCommandId): Promise<void> =>
  workbench.app.evaluate(
    ({ Menu }, itemId) => Menu.getApplicationMenu()?.getMenuItemById(itemId)?.click(),
    id,
  );
const cards = (): Promise<number> => workbench.page.locator('.svelte-flow__node').count();

describe('the native menu', () => {
  it('deletes and undoes on the canvas, once there is something to delete and to undo', async () => {
    await expect.poll(() => isEnabled('selectAll')).toBe(true);
    for (const id of ['remove', 'alignLeft', 'undo', 'deleteRuns', 'stopStudy'] as const)
      expect(await isEnabled(id), id).toBe(false);
    const count = await cards();
    await click('selectAll');
    await expect.poll(() => isEnabled('remove')).toBe(true);
    expect(await isEnabled('alignLeft')).toBe(true);
    await click('remove');
    await expect.poll(cards).toBe(0);
    await expect.poll(() => isEnabled('undo')).toBe(true);
    await click('undo');
    await expect.poll(cards).toBe(count);
  });

  it('undoes in a text field what was typed there, and leaves the model alone', async () => {
    const { page } = workbench;
    const count = await cards();
    const field = page.getByPlaceholder('Find a node').first();
    await field.click();
    await field.pressSequentially('dense');
    await click('undo');
    await expect.poll(() => field.inputValue()).not.toBe('dense');
    expect(await cards()).toBe(count);
  });

  it('shows another view, and there other commands', async () => {
    await click('runs');
    await expect.poll(() => workbench.page.url()).toBe('app://workbench/#runs');
    await expect.poll(() => isEnabled('selectAll')).toBe(false);
    expect(await isEnabled('newStudy')).toBe(true);
  });

  it('opens the report of a problem, which lists what it saves', async () => {
    const { app, page } = workbench;
    await click('reportProblem');
    const files = page.getByRole('list', { name: 'Files of the report' });
    await files.waitFor({ timeout: 60_000 });
    const names = await files.locator('summary .mono').allTextContents();
    expect(names).toEqual(expect.arrayContaining(['README.md', 'versions.txt', 'settings.json']));
    await page.getByText('versions.txt', { exact: true }).click();
    expect(await files.locator('details[open] pre').textContent()).toContain('Electron: ');
    await page.screenshot({ path: screenshotPath('electron-report-problem') });
    const path = join(home.folder, 'report.zip');
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await page.getByRole('button', { name: 'Save…' }).click();
    await page.getByText(/^The report is saved as .*report\.zip/).waitFor();
    const zip = readFileSync(path).toString('latin1');
    for (const name of names) expect(zip).toContain(`problem-report/${name}`);
  });
});

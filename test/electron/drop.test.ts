/** Drops files from the file manager, as Chromium reports them: through the debugger, because Playwright cannot. */
import { cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WindowParts } from '../e2e/window';
import { Home } from '../e2e/workbench';
import { openWorkbench, type OpenWorkbench } from './workbench';

const home = new Home();
let workbench: OpenWorkbench;

beforeAll(async () => {
  workbench = await openWorkbench(home);
  await workbench.page.getByRole('region', { name: 'Model builder' }).waitFor();
});
afterAll(async () => {
  await workbench?.app.close();
  await home.remove();
});

/** Drags files and folders of these paths over the middle of the window and drops them there. */
async function drop(...files: string[]): Promise<void> {
  const { page } = workbench;
  const { width, height } = await page.evaluate(() => ({
    width: window.innerWidth,
    height: window.innerHeight,
  }));
  const chromium = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await chromium.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
  await chromium.detach();
}

const notice = (words: string): Promise<void> =>
  workbench.page
    .getByRole('status')
    .or(workbench.page.getByRole('alert'))
    .getByText(words)
    .first()
    .waitFor();

describe('what is dropped on the window', () => {
  it('a table: it may be data or curves, whose import names its path, which the preload script read', async () => {
    const table = join(home.folder, 'curves.csv');
    writeFileSync(table, 'step,loss\n1,0.9\n2,0.7\n');
    await drop(table);
    await workbench.page.getByRole('button', { name: 'Curves of runs' }).click();
    await expect
      .poll(() => workbench.page.getByRole('dialog').getByRole('textbox').first().inputValue())
      .toBe(table);
    await workbench.page.keyboard.press('Escape');
  });

  it('two things at once: neither', async () => {
    await drop(join(home.folder, 'curves.csv'), home.projects);
    await notice('Drop one thing');
  });

  it('a folder without a project: a sentence says so', async () => {
    await drop(home.projects);
    await notice(basename(home.projects));
  });

  it('the folder of a project: the window opens it', async () => {
    const folder = join(home.folder, 'Elsewhere');
    cpSync(join(home.projects, 'Sample'), folder, { recursive: true });
    writeFileSync(
      join(folder, 'project.json'),
      JSON.stringify({ version: 1, name: 'Elsewhere', created: '2026-11-30T00:00:00.000Z' }),
    );
    await drop(folder);
    await expect.poll(() => workbench.page.title()).toBe('Elsewhere – DNI Workbench');
    await new WindowParts(workbench.page).edge('hidden1->hidden2').waitFor();
  });

  it('no error reached the window', () => {
    expect(workbench.complaints).toEqual([]);
  });
});

/** What leaves the window: tables through the clipboard, values as files, commands, changes as patches. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectFolder } from '#storage/projects';
import { makeRuns } from '../bench/make-runs';
import { OpenWindow } from './open-window';
import type { WindowParts } from './window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;
let parts: WindowParts;
let project: ProjectFolder;

beforeAll(async () => {
  page = await window.open({ width: 1280, height: 800 });
  ({ parts } = window);
  project = await makeRuns(join(window.home.projects, 'Made'), {
    ...{ runs: 6, steps: 100, metrics: 12, groups: 3, evaluateEvery: 20 },
  });
  await window.openProject(project.directory);
});

afterAll(() => window.close());

const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
const exportsFolder = (): string => join(project.directory, 'exports');
const dialog = (): Locator => page.getByRole('dialog');

/** Opens a menu by its button and chooses an entry. */
async function choose(button: string | Locator, entry: string): Promise<void> {
  const trigger = typeof button === 'string' ? page.getByRole('button', { name: button }) : button;
  await trigger.first().click();
  await page.getByRole('menuitem', { name: entry }).click();
}

/** The words of a command line, as a shell reads them. */
const wordsOf = (line: string): string[] =>
  execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

describe('a table of results', () => {
  it('is copied as LaTeX, Markdown and CSV', async () => {
    await parts.view('Compare').click();
    await parts.lossChart().waitFor();
    const menu = page.getByRole('button', { name: 'Copy or save the table' });
    await menu.first().scrollIntoViewIfNeeded();

    await choose(menu, 'Copy as LaTeX');
    await page.getByText('The table was copied as LaTeX.').waitFor();
    const latex = await clipboard();
    expect(latex).toMatch(/^\\begin\{table\}/m);
    expect(latex).toContain('\\toprule');

    await choose(menu, 'Copy as Markdown');
    await page.getByText('The table was copied as Markdown.').waitFor();
    const markdown = await clipboard();
    const methods = ['backprop', 'DNI', 'none'];
    for (const method of methods) {
      expect(latex).toContain(method);
      expect(markdown).toMatch(new RegExp(`^\\|.*${method}`, 'm'));
    }

    await choose(menu, 'Copy as CSV');
    await page.getByText('The table was copied as CSV.').waitFor();
    const [header = '', ...rows] = (await clipboard()).trimEnd().split('\r\n');
    expect(header.split(',').length).toBeGreaterThan(3);
    expect(rows.length).toBeGreaterThanOrEqual(3);
  });

  it('is saved as CSV, as it is copied', async () => {
    const menu = page.getByRole('button', { name: 'Copy or save the table' });
    const copied = await clipboard();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      choose(menu, 'Save as CSV'),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    expect(readFileSync(await download.path(), 'utf8')).toBe(copied);
  });

  it('is saved as LaTeX and Markdown', async () => {
    const menu = page.getByRole('button', { name: 'Copy or save the table' });
    for (const [label, ending, text] of [
      ['Save as LaTeX', '.tex', '\\toprule'],
      ['Save as Markdown', '.md', '| --- |'],
    ] as const) {
      const [download] = await Promise.all([page.waitForEvent('download'), choose(menu, label)]);
      expect(download.suggestedFilename().endsWith(ending)).toBe(true);
      expect(readFileSync(await download.path(), 'utf8')).toContain(text);
    }
  });
});

describe('all values', () => {
  it('of a comparison are written into the project, with chosen metrics', async () => {
    await choose('More about the comparison', 'Export data…');
    await dialog().getByRole('radio', { name: 'Chosen' }).click();
    await expect.poll(() => dialog().getByText('Choose a metric.').isVisible()).toBe(true);
    expect(await dialog().getByRole('button', { name: 'Export' }).isDisabled()).toBe(true);
    await dialog().getByRole('checkbox', { name: 'test/error' }).check();
    await page.screenshot({ path: screenshotPath('export-data') });
    const path = await dialog().getByLabel('File').inputValue();
    expect(path.startsWith(`${exportsFolder()}/`)).toBe(true);
    await dialog().getByRole('button', { name: 'Export' }).click();
    await dialog().getByText('written to').waitFor();
    await page.screenshot({ path: screenshotPath('exported-data') });
    const [header, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\r\n');
    expect(header).toMatch(/^run,name,model,method,seed,.*metric,step,seconds,value$/);
    expect(new Set(rows.map((row) => /,(\w+\/\w+),\d+,/.exec(row)?.[1]))).toEqual(
      new Set(['test/error']),
    );
    await dialog().getByRole('button', { name: 'Close' }).click();
  });

  it('are replaced only after a question', async () => {
    await choose('More about the comparison', 'Export data…');
    const path = await dialog().getByLabel('File').inputValue();
    const before = readFileSync(path, 'utf8');
    await dialog().getByRole('button', { name: 'Export' }).click();
    await dialog().getByText('There is a file of that name already.').waitFor();
    await page.screenshot({ path: screenshotPath('export-exists') });
    expect(readFileSync(path, 'utf8')).toBe(before);
    await dialog().getByRole('button', { name: 'Replace it' }).click();
    await dialog().getByText('written to').waitFor();
    expect(readFileSync(path, 'utf8').length).toBeGreaterThan(before.length);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('of one run are a folder for TensorBoard, by keyboard', async () => {
    await parts.view('Runs').click();
    await page.getByRole('button', { name: 'More about the run' }).click();
    await page.getByRole('menuitem', { name: 'Export data…' }).press('Enter');
    await dialog().getByRole('radio', { name: 'TensorBoard' }).press('Space');
    const path = await dialog().getByLabel('Folder').inputValue();
    await dialog().getByLabel('Folder').press('Enter');
    await dialog().getByText('written to').waitFor();
    expect(readdirSync(path, { recursive: true }).join()).toMatch(/events\.out\.tfevents/);
    await dialog().getByRole('button', { name: 'Close' }).press('Enter');
    await dialog().waitFor({ state: 'detached' });
  });

  it('are refused where they would hurt the project, in the dialog', async () => {
    await choose('More about the run', 'Export data…');
    await dialog().getByRole('radio', { name: 'CSV' }).click();
    await dialog().getByLabel('File').fill(join(project.directory, 'project.json'));
    await dialog().getByRole('button', { name: 'Export' }).click();
    await dialog().getByRole('alert').waitFor();
    expect(await dialog().getByRole('alert').textContent()).toContain('is in the project');
    await page.keyboard.press('Escape');
  });
});

describe('a command', () => {
  it('trains a run again', async () => {
    await choose('More about the run', 'Copy as command');
    await page.getByText('The command was copied.').waitFor();
    const words = wordsOf(await clipboard());
    expect(words.slice(0, 3)).toEqual(['npm', 'run', '-s']);
    expect(words).toContain('train');
    expect(words.slice(-2)).toEqual(['--project', project.directory]);
    expect(existsSync(join(project.directory, 'project.json'))).toBe(true);
  });

  it('is one for each run of a comparison', async () => {
    await parts.view('Compare').click();
    await choose('More about the comparison', 'Copy commands of all runs');
    await page.getByText('6 commands were copied.').waitFor();
    expect((await clipboard()).split('\n')).toHaveLength(6);
  });
});

describe('changes of a model', () => {
  it('are listed, copied as a patch and undone step by step', async () => {
    await parts.view('Build').click();
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.getByText('Nothing has changed.').waitFor();
    const steps = page.getByRole('region', { name: 'Steps of the history' });
    const changes = page.getByRole('region', { name: 'Changes of the model' });

    const batch = page.getByLabel('Batch', { exact: true });
    const old = await batch.inputValue();
    await batch.fill('48');
    await batch.press('Enter');
    await changes.getByText(`Training: Batch: ${old} → 48`).waitFor();
    const seed = page.getByLabel('Seed', { exact: true });
    await seed.fill('77');
    await seed.press('Enter');
    await changes.getByText('→ 77').waitFor();
    await page.screenshot({ path: screenshotPath('changes') });

    await choose('Copy the changes', 'Copy as JSON Patch');
    await page.getByText('The changes were copied as a patch.').waitFor();
    expect(JSON.parse(await clipboard())).toEqual(
      expect.arrayContaining([
        { op: 'replace', path: '/training/batch', value: 48 },
        { op: 'replace', path: '/training/seed', value: 77 },
      ]),
    );
    await choose('Copy the changes', 'Copy as options of train');
    await expect.poll(async () => wordsOf(await clipboard())).toContain('training.batch=48');

    await steps.getByRole('button', { name: 'As it was opened' }).click();
    await changes.getByText('Nothing has changed.').waitFor();
    expect(await batch.inputValue()).toBe(old);
  });
});

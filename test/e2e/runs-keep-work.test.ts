import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Template } from '#api/types';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import { OpenWindow } from './open-window';
import type { WindowParts } from './window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
const runsFolder = join(window.sample, 'runs');
let page: Page;
let parts: WindowParts;
let templates: Template[];

beforeAll(async () => {
  page = await window.open();
  ({ parts } = window);
  await parts.view('Runs').click();
  templates = await window.call('templates.list', {});
});

afterAll(() => window.close());

/** Starts a run of a template and selects it. */
async function startRun(
  template: string,
  training: Partial<Experiment['training']>,
  task: Partial<Experiment['task']> = {},
): Promise<string> {
  const project = await window.call('projects.current', {});
  const spec = templates.find(({ id }) => id === template)?.spec;
  if (!spec) throw new Error(`There is no template '${template}'.`);
  const { id } = await window.call('runs.start', {
    projectId: project?.id ?? '',
    spec: {
      ...spec,
      task: { ...spec.task, ...task } as Experiment['task'],
      training: { ...spec.training, ...training },
    },
    modelId: null,
  });
  await row(id).click();
  return id;
}

const row = (id: string): Locator => page.locator(`[id="run-${id}"]`);
const readRun = (id: string): Run =>
  JSON.parse(readFileSync(join(runsFolder, id, 'run.json'), 'utf8')) as Run;
const waitForStatus = (id: string, status: string): Promise<void> =>
  row(id).getByText(status, { exact: true }).waitFor({ timeout: 150_000 });
const tab = (name: string): Locator => page.getByRole('tab', { name });
/** A warning of the run, such as one of its synthesizers', is a notice too, but no error. */
const errorNotices = (): Promise<string[]> => page.locator('.notice[role="alert"]').allInnerTexts();

/** Waits until the run has made more steps, so that the window has heard of them. */
async function waitForSteps(id: string): Promise<void> {
  const before = readRun(id).step;
  await expect.poll(() => readRun(id).step, { timeout: 150_000 }).toBeGreaterThan(before + 1);
}

describe('text that is typed while a run trains', () => {
  let run: string;

  beforeAll(async () => {
    run = await startRun('copy-dni', { steps: 1_000_000, checkpointEvery: 20 });
    await row(run).getByText(/left$/).waitFor({ timeout: 150_000 });
  });

  it('is saved as a note when a shortcut leaves the view, and kept by the changes of the run', async () => {
    const notes = page.getByRole('textbox', { name: 'Notes' });
    await notes.click();
    await page.keyboard.type('rate too');
    await waitForSteps(run);
    expect(await notes.inputValue()).toBe('rate too');
    // A pause in typing saves the text, too.
    await expect.poll(() => readRun(run).notes).toBe('rate too');
    await page.keyboard.type(' large');
    await page.keyboard.press('Control+1');
    await page.getByRole('region', { name: 'Model builder' }).waitFor();
    await expect.poll(() => readRun(run).notes).toBe('rate too large');
    await parts.view('Runs').click();
    await page.locator('.detail').getByText('rate too large').waitFor();
    await page.getByRole('button', { name: 'Edit the notes' }).click();
    expect(await notes.inputValue()).toBe('rate too large');
    await page.keyboard.press('Escape');
  });

  it('is saved as a name when a shortcut leaves the view', async () => {
    await row(run).getByText('Copy').first().dblclick();
    const name = page.getByRole('textbox', { name: 'Name of the run' });
    await page.keyboard.type('Copy, large rate');
    await waitForSteps(run);
    expect(await name.inputValue()).toBe('Copy, large rate');
    await page.keyboard.press('Control+1');
    await expect.poll(() => readRun(run).name).toBe('Copy, large rate');
    await parts.view('Runs').click();
  });

  it('is dropped by Escape', async () => {
    await row(run).getByText('Copy, large rate', { exact: true }).dblclick();
    await page.keyboard.type('Another');
    await page.keyboard.press('Escape');
    await row(run).getByText('Copy, large rate').waitFor();
    await waitForSteps(run);
    expect(readRun(run).name).toBe('Copy, large rate');
  });

  it('stays in the settings of an answer, whatever tab is chosen meanwhile', async () => {
    await tab('Answers').click();
    const length = page.getByLabel('Length N');
    await length.fill('7');
    await waitForSteps(run);
    expect(await length.inputValue()).toBe('7');
    await length.blur();
    await waitForSteps(run);
    expect(await length.inputValue()).toBe('7');
    await tab('Log').click();
    await parts.view('Build').click();
    await parts.view('Runs').click();
    await tab('Answers').click();
    await expect.poll(() => length.inputValue()).toBe('7');
    await page.getByText('right at step', { exact: false }).waitFor({ timeout: 150_000 });
  });

  it('stays in the form that starts runs, until they are started', async () => {
    const open = (): Promise<void> => page.getByRole('button', { name: 'Start run' }).click();
    const form = page.locator('form').filter({ hasText: 'Method, one run for each' });
    await open();
    await form.getByLabel('Steps').fill('77');
    await form.getByLabel('Seeds').fill('3-4');
    await form.getByLabel('Steps').focus();
    await tab('Curves').click();
    await form.waitFor({ state: 'detached' });
    await open();
    expect(await form.getByLabel('Steps').inputValue()).toBe('77');
    expect(await form.getByLabel('Seeds').inputValue()).toBe('3-4');
    await page.keyboard.press('Escape');
  });

  it('does not outlast the run whose folder is moved away, which stays in the list', async () => {
    const away = join(window.home.folder, 'moved');
    renameSync(join(runsFolder, run), away);
    await waitForStatus(run, 'Failed');
    await page
      .getByRole('alert')
      .getByText(/was renamed, moved or removed/)
      .waitFor();
    await page.getByRole('heading', { name: 'The folder of this run is gone' }).waitFor();
    await page.screenshot({ path: screenshotPath('run-gone') });
    expect(existsSync(join(runsFolder, run))).toBe(false);
    expect(await errorNotices()).toEqual([]);

    renameSync(away, join(runsFolder, run));
    await page.getByRole('button', { name: 'Look again' }).click();
    await waitForStatus(run, 'Interrupted');
    await tab('Log').waitFor();
  });
});

describe('the checkpoints of a run', () => {
  let run: string;
  const steps = (): number[] =>
    readdirSync(join(runsFolder, run, 'checkpoints'))
      .map(Number)
      .sort((a, b) => a - b);
  const resumeFrom = (step: number): Locator =>
    page.getByRole('button', { name: `Resume from here, step ${step}`, exact: true });

  beforeAll(async () => {
    run = await startRun('spirals-cdni', { steps: 200, checkpointEvery: 50, evaluateEvery: 100 });
    await tab('Checkpoints').click();
    await waitForStatus(run, 'Finished');
  });

  it('offer to resume from each but the last, and say what that removes', async () => {
    await resumeFrom(150).waitFor();
    expect(await resumeFrom(200).count()).toBe(0);
    const before = steps();
    await resumeFrom(100).click();
    await page.getByText('This removes the 2 later checkpoints and the curves after').waitFor();
    await page.screenshot({ path: screenshotPath('resume-from') });
    await page.getByRole('button', { name: 'Resume from step 100' }).click();
    // It runs for a moment only, which the window need not show: the log tells that it did.
    await expect
      .poll(() => readFileSync(join(runsFolder, run, 'log.jsonl'), 'utf8'), { timeout: 150_000 })
      .toMatch(/from the checkpoint of step 100[^]*Finished/);
    await waitForStatus(run, 'Finished');
    await resumeFrom(100).waitFor();
    await expect.poll(steps).toEqual(before);
    await tab('Log').click();
    await page.getByText('from the checkpoint of step 100', { exact: false }).first().waitFor();
  });

  it('come back with the run when its deletion is undone', async () => {
    await page.getByRole('button', { name: 'Delete the run' }).click();
    await row(run).waitFor({ state: 'detached' });
    await expect.poll(() => existsSync(join(runsFolder, run))).toBe(false);
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(run).click();
    await expect.poll(() => existsSync(join(runsFolder, run, 'checkpoints', '200'))).toBe(true);
  });

  it('leave the run as it was where they are damaged, and say so', async () => {
    writeFileSync(join(runsFolder, run, 'checkpoints', '150', 'weights.safetensors'), 'damaged');
    await tab('Checkpoints').click();
    await resumeFrom(150).click();
    await page.getByRole('button', { name: 'Resume from step 150' }).click();
    await page.locator('.notice[role="alert"]').waitFor({ timeout: 150_000 });
    await waitForStatus(run, 'Finished');
    await expect
      .poll(() => readRun(run))
      .toMatchObject({ status: 'finished', step: 200, failure: null });
  });
});

describe('a run whose data have changed', () => {
  it('stays as it was when it is resumed, unless the user says so', async () => {
    const text = join(window.home.folder, 'text.txt');
    writeFileSync(text, 'abcd'.repeat(2000));
    const training = { steps: 40, batch: 8, checkpointEvery: 20, evaluateEvery: 20 };
    const run = await startRun('char-lm-dni-8', training, { kind: 'text', train: text });
    await waitForStatus(run, 'Finished');
    const before = readRun(run);
    writeFileSync(text, 'dbca'.repeat(2000));
    await tab('Checkpoints').click();
    await page.getByRole('button', { name: 'Resume from here, step 20', exact: true }).click();
    await page.getByRole('button', { name: 'Resume from step 20' }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'not what the run was trained on' });
    await notice.waitFor({ timeout: 150_000 });
    await page.screenshot({ path: screenshotPath('other-data') });
    await waitForStatus(run, 'Finished');
    await expect.poll(() => readRun(run)).toEqual(before);

    await notice.getByRole('button', { name: 'Resume with the other data' }).click();
    await expect
      .poll(() => readRun(run), { timeout: 150_000 })
      .toMatchObject({ status: 'finished', step: 40, data: [{}, {}] });
    await waitForStatus(run, 'Finished');
    await page.locator('.detail').getByRole('button', { name: 'Compare' }).click();
    await page.getByText('was resumed with other data from step 20 on').waitFor();
    await page.screenshot({ path: screenshotPath('other-data-compared') });
    await parts.view('Runs').click();
  });
});

describe('a run that diverges', () => {
  it('is marked at the step whose loss is not finite', async () => {
    const run = await startRun('spirals-cdni', {
      steps: 200,
      optimizer: { kind: 'sgd', rate: 1e12 } as Experiment['training']['optimizer'],
    });
    await waitForStatus(run, 'Failed');
    const { failedStep } = readRun(run);
    await tab('Curves').click();
    await page.getByText(`Training diverged at step ${failedStep}`, { exact: false }).waitFor();
    await page.getByText(`at step ${failedStep}`, { exact: true }).waitFor();
    await page.screenshot({ path: screenshotPath('diverged') });
    await page.locator('.detail').getByRole('button', { name: 'Compare' }).click();
    const divergence = `diverged at step ${failedStep}`;
    await parts.groupList().getByText(divergence).waitFor();
    await page.getByRole('table').getByText(divergence).waitFor();
  });
});

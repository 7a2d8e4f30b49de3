import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evaluation } from '#spec/evaluation';
import type { Run } from '#spec/run';
import { OpenWindow } from './open-window';
import type { WindowParts } from './window';
import { screenshotPath } from './workbench';

const steps = 60;
const window = new OpenWindow();
const runsFolder = join(window.sample, 'runs');
let page: Page;
let parts: WindowParts;

beforeAll(async () => {
  page = await window.open();
  ({ parts } = window);
  await page.getByRole('button', { name: 'New' }).click();
  await page.getByRole('menuitem', { name: 'Spirals, 3 layers, cDNI' }).click();
  await parts.runWith('dni', steps);
  await parts.row('DNI').getByText('Finished').waitFor({ timeout: 150_000 });
  await parts.row('DNI').click();
  await page.getByRole('tab', { name: 'Checkpoints' }).click();
});

afterAll(() => window.close());

const runId = (): string => readdirSync(runsFolder).find((name) => /^\d/.test(name)) ?? '';
const readRun = (): Run =>
  JSON.parse(readFileSync(join(runsFolder, runId(), 'run.json'), 'utf8')) as Run;
const readKept = (step: number): Evaluation[] => {
  const path = join(runsFolder, runId(), 'checkpoints', String(step), 'evaluations.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { evaluations: Evaluation[] }).evaluations;
};

/** Opens the form of a checkpoint, chooses a part of the data and starts the evaluation. */
async function evaluate(step: number, part: string): Promise<void> {
  await page.getByRole('button', { name: `Evaluate, step ${step}` }).click();
  const form = page.getByRole('form', { name: `Evaluate step ${step}` });
  await form.getByRole('radio', { name: part }).click();
  await form.getByRole('button', { name: 'Evaluate' }).click();
}

/** The line of an evaluation that has ended. */
const line = (part: string): Locator =>
  page
    .getByRole('list', { name: 'Evaluations' })
    .getByRole('listitem')
    .filter({ hasText: `${part}, all` });

describe('evaluating a checkpoint in the window', () => {
  it('gives the values that the run has measured there, and keeps them beside the checkpoint', async () => {
    const before = readRun();
    await evaluate(steps, 'Test');
    await line('Test').getByText('error').waitFor({ timeout: 150_000 });
    const [kept] = readKept(steps);
    expect(kept).toMatchObject({ part: 'test', isWhole: true });
    expect(kept?.values['test/error']).toBe(before.metrics['test/error']?.last);
    expect(kept?.values['test/loss']).toBe(before.metrics['test/loss']?.last);
    // The run is as it was.
    expect(readRun()).toEqual(before);
    await page.screenshot({ path: screenshotPath('evaluate') });
  });

  it('evaluates one after the other, and says of the others that they wait', async () => {
    await evaluate(steps, 'Train');
    await evaluate(0, 'Test');
    await page.getByText('The test part waits for another evaluation').waitFor();
    await line('Train').getByText('error').waitFor({ timeout: 150_000 });
    await expect.poll(() => line('Test').count(), { timeout: 150_000 }).toBe(2);
    const [untrained] = readKept(0);
    expect(untrained?.values['test/error']).not.toBe(readKept(steps)[0]?.values['test/error']);
  });

  it('is shown again after a restart', async () => {
    await window.restart();
    await parts.view('Runs').click();
    await parts.row('DNI').click();
    await page.getByRole('tab', { name: 'Checkpoints' }).click();
    await line('Train').waitFor();
    expect(await line('Test').count()).toBe(2);
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { addRuns, makeRuns, type RunsToMake } from '../bench/make-runs';
import { OpenWindow } from './open-window';
import type { WindowParts } from './window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;
let parts: WindowParts;
let project: ProjectFolder;

/** Three methods, four seeds each. */
const made: RunsToMake = { runs: 12, steps: 200, metrics: 12, groups: 3, evaluateEvery: 20 };

beforeAll(async () => {
  page = await window.open({ width: 1280, height: 800 });
  ({ parts } = window);
  project = await makeRuns(join(window.home.projects, 'Made'), made);
  await openCompare();
});

afterAll(() => window.close());

async function openCompare(): Promise<void> {
  await window.openProject(project.directory);
  await parts.view('Compare').click();
  await parts.lossChart().waitFor();
}

const row = (text: string): Locator => parts.groupList().getByRole('row').filter({ hasText: text });

/**
 * `9.83 % ± 0.21`, from the files of the runs, in one to three decimal places: the list has as many as its narrowest interval
 * needs. The 97.5th percentile of Student's t for three degrees of freedom is 3.18245.
 */
function meanOfFiles(method: string): RegExp {
  const folder = join(project.directory, 'runs');
  const values = readdirSync(folder)
    .map((id) => JSON.parse(readFileSync(join(folder, id, 'run.json'), 'utf8')) as Run)
    .filter((run) => run.method === method)
    .map((run) => run.selected?.values['test/error'] ?? NaN);
  expect(values).toHaveLength(4);
  const mean = values.reduce((sum, value) => sum + value, 0) / 4;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3;
  const half = 3.18245 * Math.sqrt(variance / 4);
  const written = [1, 2, 3].map((places) =>
    [mean, half].map((value) => (value * 100).toFixed(places)).join(' % ± '),
  );
  return new RegExp(`^(${written.join('|')})$`);
}

describe('comparing runs of several seeds', () => {
  it('has its toolbar in one row', async () => {
    const toolbar = page.getByRole('toolbar', { name: 'Charts' });
    await toolbar.getByRole('button', { name: 'Group by Method' }).waitFor();
    expect((await toolbar.boundingBox())?.height).toBeLessThan(50);
  });

  it('draws one curve for each method, with its mean, interval and number of runs in the list', async () => {
    for (const [label, method] of [
      ['DNI', 'dni'],
      ['backprop', 'backprop'],
      ['none', 'none'],
    ] as const) {
      await row(label).getByText('n 4').waitFor();
      await row(label).getByText(meanOfFiles(method)).waitFor();
    }
    await page.screenshot({ path: screenshotPath('compare-groups') });
  });

  it('has a chart above the fold and a toolbar in which nothing is cut', async () => {
    const chart = await parts.lossChart().boundingBox();
    expect(chart && chart.y + chart.height).toBeLessThan(800);
    const isCut = await page
      .getByRole('toolbar', { name: 'Charts' })
      .evaluate((bar) => bar.scrollWidth > bar.clientWidth || bar.clientHeight > 50);
    expect(isCut).toBe(false);
  });

  it('lists the values at the pointer beside the charts, and emphasises the row of the line', async () => {
    const box = await parts.lossChart().boundingBox();
    if (!box) throw new Error('The chart is not there.');
    const values = page.getByRole('region', { name: 'Values under the pointer' });
    // A chart that is not drawn yet has no values.
    const countValues = async (): Promise<number> => {
      await page.mouse.move(box.x + box.width / 2 - 5, box.y + box.height / 2);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      return values.getByRole('listitem').count();
    };
    await expect.poll(countValues).toBe(3);
    await values.getByText(/n 4/).first().waitFor();
    await page.mouse.move(5, 5);
  });

  it('unfolds a group, hides it, and selects with the keyboard', async () => {
    await row('DNI').click();
    await page.keyboard.press('ArrowRight');
    await row('seed 4').waitFor();
    await page.keyboard.press('h');
    await page.getByRole('button', { name: 'Show DNI in the charts' }).waitFor();
    await page.keyboard.press('h');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowDown');
    expect(await parts.groupList().locator('[aria-selected="true"]').count()).toBe(2);
    await page.keyboard.press('Escape');
  });
});

describe('a comparison by filter', () => {
  it('is saved, and new runs that match join it', async () => {
    await page.getByLabel('Find in the list of runs').fill('method in [dni, none]');
    await page.getByRole('button', { name: 'Compare all that match (8' }).click();
    await expect.poll(() => row('backprop').filter({ hasText: 'n 4' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Save or rename the comparison' }).click();
    await page.getByLabel('Name of the comparison').fill('By filter');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'By filter' }).waitFor();
    await addRuns(project, { ...made, runs: 15 }, 12);
    await openCompare();
    await row('DNI').getByText('n 5').first().waitFor();
    await row('none').getByText('n 5').first().waitFor();
    await page.screenshot({ path: screenshotPath('compare-filter') });
  });

  it('keeps a text card, and the order of its charts', async () => {
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Text' }).click();
    await page
      .getByLabel('Text in Markdown')
      .fill('What **DNI** costs. <img src=x onerror=alert(1)>');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Settings of the chart' }).last().click();
    await page.getByRole('button', { name: 'Move left' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Save or rename the comparison' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const file = join(project.directory, 'comparisons', 'by-filter.json');
    const kinds = (): string[] =>
      (JSON.parse(readFileSync(file, 'utf8')) as { charts: { kind: string }[] }).charts
        .map(({ kind }) => kind)
        .slice(-2);
    await expect.poll(kinds).toEqual(['text', 'interfaces']);
    await openCompare();
    await page.locator('strong', { hasText: 'DNI' }).waitFor();
    expect(await page.locator('.markdown img').count()).toBe(0);
  });

  it('comes back from the trash', async () => {
    const file = join(project.directory, 'comparisons', 'by-filter.json');
    await page.getByRole('button', { name: 'By filter' }).click();
    await page.getByRole('menuitem', { name: 'Delete this comparison' }).click();
    await expect.poll(() => existsSync(file)).toBe(false);
    await page.getByRole('button', { name: 'New comparison' }).click();
    await page.getByRole('menuitem', { name: "Restore 'By filter'" }).click();
    await page.getByRole('button', { name: 'By filter' }).waitFor();
    expect(existsSync(file)).toBe(true);
  });
});

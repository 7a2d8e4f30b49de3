import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FigureWindow } from './figure-window';
import { WindowParts } from './window';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const trained = '20261128-224947-spirals-small-cdni-1';
const saved = new URL(`../fixtures/saved-by-0.1.0/runs/${trained}`, import.meta.url);

const window = new FigureWindow();
let page: Page;
let parts: WindowParts;

beforeAll(async () => {
  await window.open();
  ({ page } = window);
  parts = new WindowParts(page);
  cpSync(saved, join(window.project.directory, 'runs', trained), { recursive: true });
});
afterAll(() => window.close());

async function findViolations(options: RunOptions): Promise<string[]> {
  // `evaluate` is not subject to the policy of the page, a script element would be.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (rules) =>
      (globalThis as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(
        rules,
      ),
    options,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 140)} ${failureSummary ?? ''}`),
  );
}

const press = (name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click();
const openTab = (name: RegExp): Promise<void> => page.getByRole('tab', { name }).click();
const close = (): Promise<void> => page.keyboard.press('Escape');

/** Each leaves the window as the next one expects it. */
const states: Record<string, () => Promise<void>> = {
  'the builder': async () => {
    await parts.view('Build').click();
    await parts.edge('hidden1->hidden2').waitFor();
  },
  'a selected node': () => page.locator('.svelte-flow__node').nth(1).click(),
  'a selected edge': () =>
    page.getByRole('button', { name: 'Edge hidden1->hidden2 is decoupled' }).click(),
  'several selected elements': async () => {
    await page.locator('.svelte-flow__node').nth(1).click();
    await page.keyboard.press('Control+a');
  },
  'the list of problems': async () => {
    await page.locator('.svelte-flow__node').last().click();
    await page.keyboard.press('Delete');
    await openTab(/Problems/);
    await page.getByRole('tabpanel').getByRole('listitem').first().waitFor();
  },
  'the changes of the model': async () => {
    await press('Undo');
    await openTab(/Changes/);
  },
  'the menu of models': async () => {
    await openTab(/Locking/);
    await page.locator('section[aria-label="Model builder"] .toolbar button').first().click();
    await page.getByRole('menu').waitFor();
  },
  'the start of a run': async () => {
    await close();
    await press('Choose method, seeds and steps');
    await page.locator('form').filter({ hasText: 'Method, one run for each' }).waitFor();
  },
  'the command palette': async () => {
    await close();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByPlaceholder(/^Find/).fill('a');
  },
  'the menu of the project': async () => {
    await close();
    await page.getByRole('banner').getByRole('button').first().click();
    await press('New project');
  },
  'the import of an archive': async () => {
    await press('Import an archive…');
    await page.getByRole('dialog').waitFor();
  },
  'the list of runs': async () => {
    await close();
    await parts.view('Runs').click();
    await parts.row('DNI').first().waitFor();
  },
  'the curves of a run': async () => {
    await parts.row('DNI').last().click();
    await openTab(/Curves/);
  },
  'the interfaces of a run': () => openTab(/Interfaces/),
  'the settings of a run': () => openTab(/Settings/),
  'the log of a run': () => openTab(/Log/),
  'the checkpoints of a run': () => openTab(/Checkpoints/),
  'the import of curves': async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByPlaceholder(/^Find/).fill('import curves');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
  },
  'the studies': async () => {
    await close();
    await parts.view('Studies').click();
    await page.getByText(/study/i).first().waitFor();
  },
  'a comparison': async () => {
    await parts.view('Compare').click();
    await window.chart('Validation error').waitFor();
  },
  'the settings of a chart': () => press('Settings of the chart'),
  'the export of a chart': async () => {
    await close();
    await window.openExport(0);
  },
  'the data sets': async () => {
    await close();
    await parts.view('Data').click();
    await page
      .getByRole('button', { name: /import/i })
      .first()
      .waitFor();
  },
  'the settings': async () => {
    await parts.view('Settings').click();
    await page.getByRole('region', { name: 'Compute' }).waitFor();
  },
};

// Each theme is loaded anew: Chromium leaves some colours as they were where it changes in an open page.
describe.each(['light', 'dark'] as const)('the %s window has no violation', (colorScheme) => {
  beforeAll(async () => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.reload();
    await parts.view('Build').waitFor();
  });

  it.each(Object.keys(states))('in %s', async (state) => {
    await states[state]?.();
    // The structure does not depend on the theme, the contrast does.
    const rules: RunOptions = colorScheme === 'light' ? {} : { runOnly: ['color-contrast'] };
    expect(await findViolations(rules)).toEqual([]);
  });
});

it('throws no error', () => {
  expect(window.pageErrors).toEqual([]);
});

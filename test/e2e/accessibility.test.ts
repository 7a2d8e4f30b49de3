import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCutControls } from './cut-controls';
import { findCutTexts } from './cut-texts';
import { FigureWindow } from './figure-window';
import type { WindowParts } from './window';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const trained = '20261128-224947-spirals-small-cdni-1';
const savedProject = new URL('../fixtures/saved-by-0.1.0', import.meta.url);
const saved = new URL(`../fixtures/saved-by-0.1.0/runs/${trained}`, import.meta.url);

const window = new FigureWindow();
let page: Page;
let parts: WindowParts;

beforeAll(async () => {
  page = await window.open();
  ({ parts } = window);
  cpSync(saved, join(window.project.directory, 'runs', trained), { recursive: true });
});
afterAll(() => window.close());

async function findViolations(options: RunOptions): Promise<string[]> {
  // `evaluate` is not subject to the policy of the page, a script element would be.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const violations = await page.evaluate(
    async (rules) => {
      const { axe: checker } = globalThis as unknown as {
        axe: { run(given: RunOptions): Promise<AxeResults> };
      };
      // What passes is most of the result, and stays in the page.
      return (await checker.run(rules)).violations;
    },
    { ...options, resultTypes: ['violations' as const] },
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 140)} ${failureSummary ?? ''}`),
  );
}

const press = (name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click();
const openTab = (name: RegExp): Promise<void> => page.getByRole('tab', { name }).click();
const close = (): Promise<void> => page.keyboard.press('Escape');
/** Runs what the command palette finds first. */
const choose = async (text: string): Promise<void> => {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByPlaceholder(/^Find/).fill(text);
  await page.keyboard.press('Enter');
};
const openMenu = async (of: Locator, position?: { x: number; y: number }): Promise<void> => {
  await of.click({ button: 'right', position });
  await page.getByRole('menu').waitFor();
};

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
  'an edge with its ends': async () => {
    await openTab(/Locking/);
    // The last edge of the model is coupled: it has no badge, and its ends can be moved once it is selected.
    await page.locator('.svelte-flow__node').first().focus();
    await page.keyboard.press('e');
    await page.locator('.svelte-flow__edgeupdater').first().waitFor();
  },
  'the list of kinds on the canvas': async () => {
    await page.keyboard.press('/');
    await page.locator('.quick-add').getByRole('combobox').fill('d');
  },
  'the menu of the canvas': async () => {
    await close();
    await openMenu(page.locator('.svelte-flow__pane'), { x: 30, y: 30 });
  },
  'the menu of a card': async () => {
    await close();
    await openMenu(page.locator('.svelte-flow__node').nth(1));
  },
  'the menu of an edge': async () => {
    await close();
    await openMenu(page.getByRole('button', { name: 'Edge hidden1->hidden2 is decoupled' }));
  },
  'the search on the canvas': async () => {
    await close();
    await page.keyboard.press('Control+f');
    await page.getByLabel('Find on the canvas').fill('hidden');
  },
  'the shortcuts': async () => {
    await close();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: /shortcuts/i }).waitFor();
  },
  'the templates': async () => {
    await close();
    await choose('new model from a template');
    await page.getByRole('dialog', { name: 'Templates' }).waitFor();
  },
  'the export of a model': async () => {
    await close();
    await choose('export the model');
    await page.getByRole('dialog').getByRole('radio').first().waitFor();
  },
  'what differs between two models': async () => {
    await close();
    await choose('compare with…');
    await page.getByRole('dialog', { name: 'What changed' }).waitFor();
  },
  'the presentation of a model': async () => {
    await close();
    await page.locator('.svelte-flow__node').first().focus();
    await page.keyboard.press('Shift+P');
    await page.getByRole('navigation', { name: 'Views' }).waitFor({ state: 'detached' });
  },
  'a page of Help with its figure': async () => {
    await close();
    await page.getByRole('button', { name: 'Help: What the locking strip assumes' }).click();
    await page.getByRole('article').getByRole('group').first().waitFor();
  },
  'a search in Help': async () => {
    await page.getByLabel('Search in Help').fill('locking');
    await page.getByRole('option', { name: 'Update locking' }).first().waitFor();
  },
  'the contents of Help': async () => {
    await press('Contents of Help');
    await page.getByRole('link', { name: 'Your first model' }).waitFor();
  },
  'the menu of models': async () => {
    await close();
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
    await choose('import curves');
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
  // Electron has no requests in which the project could be left out.
  ...(process.env['DNI_TEST_ELECTRON'] ? {} : { 'the start screen': showStartScreen }),
};

/** A window without a project, as it is at its first start. */
async function showStartScreen(): Promise<void> {
  const answer = '**/api/projects.current';
  await page.route(answer, (route) => route.fulfill({ json: { ok: true, result: null } }));
  await page.reload();
  await page.getByRole('button', { name: /New project/ }).waitFor();
  await page.unroute(answer);
}

// Each theme is loaded anew: Chromium leaves some colours as they were where it changes in an open page.
describe.each(['light', 'dark'] as const)(
  'the %s window has no violation, and cuts no text off,',
  (colorScheme) => {
    beforeAll(async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.reload();
      await parts.view('Build').waitFor();
    });

    it.each(Object.keys(states))('in %s', async (state) => {
      await states[state]?.();
      // The structure does not depend on the theme, the contrast does.
      const rules: RunOptions = colorScheme === 'light' ? {} : { runOnly: ['color-contrast'] };
      await expect.poll(() => findViolations(rules)).toEqual([]);
      if (colorScheme === 'light')
        await expect.poll(() => page.evaluate(findCutTexts), { message: 'cut' }).toEqual([]);
    });
  },
);

it('cuts no control off in the views beside Help', async () => {
  const directory = join(window.home.projects, 'Saved');
  cpSync(savedProject, directory, { recursive: true });
  await window.openProject(directory);
  await parts.view('Build').click();
  await page.getByRole('region', { name: 'Run on the canvas' }).waitFor();
  await page.keyboard.press('F1');
  await page.getByRole('complementary', { name: 'Help' }).waitFor();
  // At 900 pixels Help lies over the view.
  for (const width of [1280, 1100, 1000]) {
    await window.resize({ width, height: 800 });
    for (const name of ['Runs', 'Studies', 'Compare', 'Data', 'Settings', 'Build']) {
      await parts.view(name).click();
      await page.waitForTimeout(100);
      await expect
        .poll(() => page.evaluate(findCutControls), { message: `${name} at ${width}` })
        .toEqual([]);
    }
  }
});

import { renameSync } from 'node:fs';
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
  // Two rates of three methods, two seeds each.
  const size = { runs: 12, steps: 200, metrics: 5, groups: 6, evaluateEvery: 20 };
  project = await makeRuns(join(window.home.projects, 'Made'), size);
  await openProject(project.directory);
});

afterAll(() => window.close());

async function openProject(directory: string): Promise<void> {
  await window.openProject(directory);
  await parts.view('Compare').click();
  await parts.lossChart().waitFor();
}

const card = (title: string): Locator =>
  page.locator('.card').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

async function add(kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('menuitem', { name: kind }).click();
}

/** The rectangles of an element, once it has stopped to move. */
async function boxOf(element: Locator) {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (!box) throw new Error('The element is not there.');
  return { ...box, right: box.x + box.width, bottom: box.y + box.height };
}

describe('the cards of a comparison', () => {
  it('are equally high in a row, and fill it', async () => {
    await add('Means with intervals');
    await add('Scatter of two fields');
    await add('Heat map of two settings');
    const grid = await boxOf(page.locator('.grid'));
    const cards = await page.locator('.grid .card').evaluateAll((elements) =>
      elements.map((element) => {
        const { top, bottom, right } = element.getBoundingClientRect();
        return { top, bottom, right };
      }),
    );
    const rows = new Map<number, typeof cards>();
    for (const box of cards) {
      const top = Math.round(box.top);
      rows.set(top, [...(rows.get(top) ?? []), box]);
    }
    expect(rows.size).toBeGreaterThan(2);
    for (const row of rows.values()) {
      const bottoms = row.map(({ bottom }) => bottom);
      expect(Math.max(...bottoms) - Math.min(...bottoms)).toBeLessThan(1);
      const right = Math.max(...row.map((box) => box.right));
      expect(Math.abs(right - grid.right)).toBeLessThan(2);
    }
  });

  it('stand still wherever they are scrolled to', async () => {
    // A chart that leaves the view lets its curves go: that must not change what stands below it.
    const moving = await page.locator('.grid').evaluate(async (grid) => {
      const { parentElement: scrolled } = grid;
      if (!scrolled) throw new Error('The grid is in nothing.');
      const found: number[] = [];
      const last = scrolled.scrollHeight - scrolled.clientHeight;
      for (let top = 0; top <= last; top += 40) {
        scrolled.scrollTop = top;
        const heights = new Set<number>();
        for (let frame = 0; frame < 14; frame++) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          if (frame > 7) heights.add(grid.scrollHeight);
        }
        if (heights.size > 1) found.push(top);
      }
      scrolled.scrollTop = 0;
      return found;
    });
    expect(moving).toEqual([]);
  });

  it('show the value at the crosshair in all their headers, whole whatever the title', async () => {
    const chart = card('Train loss');
    await chart.scrollIntoViewIfNeeded();
    const box = await boxOf(chart.locator('canvas').first());
    const values = page.locator('.reading strong');
    // Downwards, until the pointer is near a line: all charts show its value then.
    const findLine = async (): Promise<number> => {
      for (let y = box.y + 20; y < box.bottom - 40 && (await values.count()) < 3; y += 12) {
        await page.mouse.move(box.x + 0.4 * (box.right - box.x), y);
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      }
      return values.count();
    };
    await expect.poll(findLine).toBeGreaterThan(2);
    const cut = await page.locator('.reading > div').evaluateAll(
      (readings) =>
        readings.filter((reading) => {
          const value = reading.querySelector('strong')?.getBoundingClientRect();
          const { left, right } = reading.getBoundingClientRect();
          return value !== undefined && (value.left < left || value.right > right + 0.5);
        }).length,
    );
    expect(cut).toBe(0);
    await page.mouse.move(5, 5);
  });

  it('have their settings beside them, within the window', async () => {
    for (const title of ['Train loss', 'Validation error', 'Interfaces']) {
      const chart = card(title);
      await chart.hover();
      await chart.getByRole('button', { name: 'Settings of the chart' }).click();
      const settings = await boxOf(page.locator('.popover'));
      const { x, right } = await boxOf(chart);
      expect(settings.right <= x || settings.x >= right).toBe(true);
      expect(settings.x).toBeGreaterThanOrEqual(0);
      expect(settings.y).toBeGreaterThanOrEqual(0);
      expect(settings.right).toBeLessThanOrEqual(1280);
      expect(settings.bottom).toBeLessThanOrEqual(800);
      await page.keyboard.press('Escape');
      await page.locator('.popover').waitFor({ state: 'detached' });
    }
  });

  it('of values have a logarithmic axis on demand, and say where they can have none', async () => {
    const means = card('Means of test error');
    await means.getByRole('button', { name: 'Settings of the chart' }).click();
    await page.getByRole('combobox', { name: 'Axis of the values' }).selectOption('log');
    await page.keyboard.press('Escape');
    expect(await means.getByText('stays linear').count()).toBe(0);
    await means.getByRole('radio', { name: 'Bars' }).click();
    await means.getByText('Bars begin at zero: a logarithmic axis is for points.').waitFor();
    await page.screenshot({ path: screenshotPath('compare-cards') });
  });

  it('of a heat map say which end of the colours is better', async () => {
    const legend = card('Test error by method and rate').getByRole('img', { name: /^Colours/ });
    await expect.poll(() => legend.innerText()).toMatch(/^worse\s.+ %\s+.+ %\sbetter/s);
  });

  it('of a scatter show the deciding metric against the setting with the most values', async () => {
    await card('Test error against method').waitFor();
  });
});

describe('a project whose folder was moved', () => {
  it('shows the comparison that was open last', async () => {
    await page.getByRole('button', { name: 'Save or rename the comparison' }).click();
    await page.getByLabel('Name of the comparison').fill('Kept');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Kept' }).waitFor();
    const moved = join(window.home.folder, 'moved');
    renameSync(project.directory, moved);
    await openProject(moved);
    await page.getByRole('button', { name: 'Kept' }).waitFor();
    await card('Test error against method').waitFor();
  });

  it('is marked in the list of recent projects, and can be taken out of it', async () => {
    await page.getByTitle(join(window.home.folder, 'moved')).click();
    const gone = page.getByRole('listitem').filter({ hasText: project.directory });
    await gone.getByText('folder is gone').waitFor();
    expect(await gone.getByRole('button').first().isDisabled()).toBe(true);
    await page.screenshot({ path: screenshotPath('recent-projects') });
    await gone.getByRole('button', { name: /^Remove '12 runs'/ }).click();
    await gone.waitFor({ state: 'detached' });
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { OpenWindow } from './open-window';
import type { WindowParts } from './window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;
let parts: WindowParts;

const steps = Array.from({ length: 50 }, (_, index) => index + 1);
const cosine = 'interface/hidden->logits/cosine';
/** A loss that falls to exactly zero at step 25, a cosine that oscillates, and an error that is once not finite. */
const curves: Record<string, [step: number, value: number][]> = {
  'train/loss': steps.map((step) => [step, Math.max(0, (25 - step) / 25)]),
  [cosine]: steps.map((step) => [step, Math.sin(step / 5)]),
  'test/perplexity': [0, 10, 20, 30, 40, 50].map((step) => [
    step,
    step === 20 ? Infinity : 50 / (step + 1),
  ]),
};

/** Writes the folder of a finished run into the sample project. */
async function writeRun(): Promise<void> {
  const [template] = await window.call('templates.list', {});
  if (!template) throw new Error('There is no template.');
  const id = '20261101-000008-curves-1';
  const folder = join(window.sample, 'runs', id);
  mkdirSync(join(folder, 'metrics'), { recursive: true });
  const run: Partial<Run> & { version: number } = {
    version: 1,
    id,
    name: 'zeros and negatives',
    modelId: null,
    spec: template.spec,
    method: 'dni',
    seed: 1,
    status: 'finished',
    failure: null,
    pid: null,
    created: '2026-11-01T00:00:08.000Z',
    started: '2026-11-01T00:00:08.000Z',
    ended: '2026-11-01T00:01:08.000Z',
    step: 50,
    seconds: 8,
    environment: null,
    parameters: 163,
    notes: '',
    tags: [],
    color: 5,
    metrics: Object.fromEntries(
      Object.keys(curves).map((metric) => [metric, { last: 0, best: 0, bestStep: 25 }]),
    ),
  };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  writeFileSync(join(folder, 'log.jsonl'), '');
  const files: Record<string, string> = {};
  for (const [index, [metric, points]] of Object.entries(curves).entries()) {
    files[metric] = `${index}.f64`;
    const rows = points.flatMap(([step, value]) => [step, step / 100, value]);
    writeFileSync(
      join(folder, 'metrics', `${index}.f64`),
      Buffer.from(Float64Array.from(rows).buffer),
    );
  }
  writeFileSync(join(folder, 'metrics.json'), JSON.stringify({ version: 1, files }));
}

beforeAll(async () => {
  page = await window.open();
  ({ parts } = window);
  await writeRun();
  await page.reload();
  await parts.view('Runs').click();
  await page.getByText('zeros and negatives').first().click();
});

afterAll(() => window.close());

const card = (title: string): Locator =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
const scale = (name: string): Promise<void> =>
  page.getByRole('radio', { name, exact: true }).click();

/** Where the canvas of a card has coloured pixels, which only curves and marks have: from the left, from above. */
async function colouredParts(title: string): Promise<{ x: number; y: number }[]> {
  const canvas = card(title).locator('canvas').first();
  let found: { x: number; y: number }[] = [];
  // A chart is drawn some moments after its data have arrived.
  await expect
    .poll(async () => {
      found = await canvas.evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement;
        const context = (element as HTMLCanvasElement).getContext('2d');
        const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] };
        const parts: { x: number; y: number }[] = [];
        for (let index = 0; index < data.length; index += 4) {
          const [red = 0, green = 0, blue = 0, alpha = 0] = data.slice(index, index + 4);
          if (alpha < 60 || Math.max(red, green, blue) - Math.min(red, green, blue) < 50) continue;
          const pixel = index / 4;
          parts.push({ x: (pixel % width) / width, y: Math.floor(pixel / width) / height });
        }
        return parts;
      });
      return found.length;
    })
    .toBeGreaterThan(50);
  return found;
}

describe('a curve with values that an axis cannot show', () => {
  it('ends on a log axis where it is zero, with marks up to the last step and a sentence', async () => {
    await scale('Log');
    const loss = card('Loss');
    await loss.getByText('26 of 50 points are zero, which a log axis cannot show').waitFor();
    const parts = await colouredParts('Loss');
    // The plot ends near the right edge, the curve in its middle: beyond it there are only marks along the lower edge.
    expect(Math.max(...parts.map(({ x }) => x))).toBeGreaterThan(0.95);
    const beyond = parts.filter(({ x }) => x > 0.6);
    const lowest = Math.max(...parts.map(({ y }) => y));
    expect(beyond.length).toBeGreaterThan(20);
    expect(Math.min(...beyond.map(({ y }) => y))).toBeGreaterThan(lowest - 0.05);
    await page.screenshot({ path: screenshotPath('charts-log') });
  });

  it('is drawn on a linear axis', async () => {
    await scale('Linear');
    await expect.poll(() => card('Loss').locator('p').count()).toBe(0);
    await scale('Log');
  });

  it('tells values that are not finite', async () => {
    await card('Perplexity').getByText('1 of 6 points is not finite (NaN or ∞)').waitFor();
  });
});

describe('a chart that is looked at', () => {
  const plot = (): Locator => card('Loss').getByRole('application');
  const box = async () => {
    await plot().scrollIntoViewIfNeeded();
    return (await plot().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  };

  it('tells the values where the pointer is, below the plot, and the last ones without it', async () => {
    const { x, y, width, height } = await box();
    // Step 50 of 50 is at the right end of the axis.
    await expect.poll(() => card('Loss').getByRole('listitem').innerText()).toMatch(/^train\s+0$/);
    await page.mouse.move(x + width * 0.4, y + height / 2);
    await page.mouse.move(x + 50, y + height / 2);
    await expect.poll(() => card('Loss').locator('header').innerText()).toMatch(/step \d/);
    await page.mouse.move(0, 0);
    await expect.poll(() => card('Loss').locator('header').innerText()).not.toMatch(/step/);
  });

  it('is read and zoomed by keyboard', async () => {
    await plot().focus();
    await page.keyboard.press('Home');
    await expect.poll(() => plot().locator('[aria-live]').textContent()).toBe('step 1: train 0.96');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => plot().locator('[aria-live]').textContent()).toBe('step 2: train 0.92');
    await page.keyboard.press('+');
    await page.getByText(/Steps 1 to 31/).waitFor();
    await page.keyboard.press('0');
    await page.getByText('Drag over a chart to look closer.').waitFor();
    await page.keyboard.press('Escape');
  });

  it('is zoomed by dragging over it, and shows all again after a double-click', async () => {
    const { x, y, width, height } = await box();
    const header = (): Promise<string> => card('Loss').locator('header').innerText();
    await page.mouse.move(x + width * 0.3, y + height / 2);
    await expect.poll(header).toMatch(/step \d/);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.4, y + height / 2);
    await page.mouse.move(x + width * 0.6, y + height / 2);
    // The values at the pointer would distract from what is selected.
    await expect.poll(header).not.toMatch(/step/);
    await page.mouse.up();
    await page.getByText(/Steps \d+ to \d+/).waitFor();
    await plot().dblclick();
    await page.getByText('Drag over a chart to look closer.').waitFor();
  });

  it('has other limits of its y axis after a drag on the axis, which a double-click resets', async () => {
    const { x, y, height } = await box();
    await page.mouse.move(x + 8, y + height * 0.3);
    await page.mouse.down();
    await page.mouse.move(x + 8, y + height * 0.4);
    await page.mouse.move(x + 8, y + height * 0.6);
    await page.mouse.up();
    await card('Loss')
      .getByText(/points? outside/)
      .waitFor();
    await page.mouse.dblclick(x + 8, y + height * 0.3);
    await expect
      .poll(() =>
        card('Loss')
          .getByText(/points? outside/)
          .count(),
      )
      .toBe(0);
  });
});

describe('a chart of a comparison', () => {
  it('keeps a cosine linear in a comparison on log axes, and says why', async () => {
    await parts.view('Compare').click();
    await page.getByRole('button', { name: 'Metrics' }).click();
    await page.getByRole('checkbox', { name: 'Cosine, hidden → logits' }).check();
    await page.keyboard.press('Escape');
    await scale('Log');
    const cosineCard = card('Cosine, hidden → logits');
    await cosineCard.getByText('Linear axis: a cosine can be negative.').waitFor();
    await page.screenshot({ path: screenshotPath('charts-compare-log') });
  });
});

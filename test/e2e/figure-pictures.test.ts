/** Charts look in an SVG file as they do in the window: both are compared as pictures. */
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FigureWindow } from './figure-window';
import * as pictures from './pictures';
import type { Box, Color, Picture } from './pictures';

const window = new FigureWindow();
/** A page without the window, for SVG files and for work with pictures. */
let viewer: Page;
let series: Color[];

beforeAll(async () => {
  await window.open();
  viewer = await window.context.newPage();
  await viewer.setViewportSize({ width: 1280, height: 800 });
  const lines = window.page.getByRole('treegrid', { name: 'Groups and runs' }).locator('svg line');
  await lines.nth(2).waitFor({ state: 'attached' });
  const strokes = await lines.evaluateAll((all) =>
    all.map((line) => getComputedStyle(line).stroke),
  );
  series = await pictures.paintedColors(window.page, strokes);
});

afterAll(() => window.close());

/** What is within the axes of a chart of the window. */
async function readScreen(title: string): Promise<Picture> {
  const chart = window.chart(title);
  await chart.scrollIntoViewIfNeeded();
  const { top, bottom } = await endsOfPlot(title);
  await window.page.mouse.move(2, 2);
  // The chart may begin between two pixels.
  const place = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [Math.floor(place.x), Math.floor(place.y)];
  const [width, height] = [Math.ceil(place.width) + 1, Math.ceil(place.height) + 1];
  const png = await window.page.screenshot({ clip: { x, y, width, height } });
  const whole = await pictures.readPicture(viewer, png);
  const [axis = [0, 0, 0] as const] = await pictures.paintedColors(window.page, [
    'var(--line-strong)',
  ]);
  const { left, right } = pictures.findLevelLine(whole, axis);
  const size = { width: right - left, height: Math.round(bottom - top) };
  const offset = place.y - y;
  const plot = { left, top: top + offset, right, bottom: bottom + offset };
  return pictures.readPicture(viewer, png, plot, size);
}

/** The upper and the lower end of the crosshair, which is as high as the plot. */
async function endsOfPlot(title: string): Promise<Pick<Box, 'top' | 'bottom'>> {
  const chart = window.chart(title);
  const box = await chart.boundingBox();
  if (!box) throw new Error(`The chart ${title} is not there.`);
  const crosshair = chart.locator('[aria-hidden="true"][style*="translateX"]').first();
  await expect
    .poll(async () => {
      await window.page.mouse.move(box.x + box.width / 2 - 5, box.y + box.height / 2);
      await window.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      return crosshair.count();
    })
    .toBe(1);
  return crosshair.evaluate((element) => {
    const { top, height } = (element as HTMLElement).style;
    return { top: parseFloat(top), bottom: parseFloat(top) + parseFloat(height) };
  });
}

/** The same of an SVG file as Chromium shows it, whose axes are its longest level and its longest upright line. */
async function readSvg(path: string, size: Picture): Promise<Picture> {
  const response = await viewer.goto(pathToFileURL(path).href);
  expect(response === null || response.ok()).toBe(true);
  const box = await viewer.evaluate((): Box => {
    const svg = document.documentElement as unknown as SVGSVGElement;
    if (svg.localName !== 'svg') throw new Error('The file is no picture.');
    const strokes = [...svg.querySelectorAll<SVGPathElement>('path[stroke="#8d9199"]')];
    const parts = strokes.flatMap((path) =>
      (path.getAttribute('d') ?? '').split(/(?=M)/).map((part) => {
        const rule = path.cloneNode() as SVGPathElement;
        rule.setAttribute('d', part);
        return rule;
      }),
    );
    // All at once, since each change before a measurement would lay out the whole picture again.
    svg.append(...parts);
    const rules = parts.map((rule) => rule.getBoundingClientRect());
    for (const rule of parts) rule.remove();
    const longest = (length: (rule: Box) => number): Box =>
      rules.reduce((a, b) => (length(b) > length(a) ? b : a));
    const level = longest(({ left, right }) => right - left);
    const upright = longest(({ top, bottom }) => bottom - top);
    return { left: level.left, right: level.right, top: upright.top, bottom: upright.bottom };
  });
  const png = await viewer.screenshot();
  await viewer.goto('about:blank');
  return pictures.readPicture(viewer, png, box, size);
}

/** Writes the chart with this number by the dialog, about as large as in the window. */
async function exportSvg(index: number): Promise<string> {
  await window.openExport(index);
  await window.choose('Format', 'SVG');
  await window.choose('Style', 'Screen');
  await window.fill('Width', '10.7 in');
  await window.fill('Height', '2.8 in');
  return window.write();
}

/** Parts of the height of a plot. A pixel of the window is about 0.007 of it. */
const tolerance = { mean: 0.003, most: 0.01 };

const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

it.each([
  ['Validation error', 0],
  ['Train loss', 1],
])('%s is the same in every line and band', async (title, index) => {
  const screen = await readScreen(title);
  const svg = await readSvg(await exportSvg(index), screen);
  for (const color of series) {
    const here = pictures.heightsOf(screen, color, 100);
    const there = pictures.heightsOf(svg, color, 100);
    const apart = here.map((height, at) => Math.abs(height - (there[at] ?? NaN)));
    const inBoth = apart.filter(Number.isFinite);
    const inOne = apart.filter((_, at) => isNaN(here[at] ?? NaN) !== isNaN(there[at] ?? NaN));
    expect(inBoth.length, String(color)).toBeGreaterThan(60);
    expect(inOne.length, String(color)).toBeLessThan(6);
    expect(meanOf(inBoth), String(color)).toBeLessThan(tolerance.mean);
    expect(Math.max(...inBoth), String(color)).toBeLessThan(tolerance.most);
  }
  expect(pictures.partOfOtherTint(screen, svg)).toBeLessThan(0.08);
});

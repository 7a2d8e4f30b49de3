/** The files of a model: what the export dialog writes, and what is opened from a file or by dropping it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelEndings, type ModelFormat } from '#spec/export-format';
import { parseExperiment } from '#spec/parse-experiment';
import { OpenWindow } from './open-window';

const window = new OpenWindow();
let page: Page;

beforeAll(async () => {
  page = await window.open({ width: 1280, height: 800 });
  await window.parts.edge('hidden2->logits').waitFor();
});

afterAll(() => window.close());

const builder = (): Locator => page.getByRole('region', { name: 'Model builder' });
const title = (): Locator => page.getByRole('banner').getByRole('heading', { level: 2 });
const node = (id: string): Locator => page.locator(`.svelte-flow__node[data-id="${id}"]`);
const name = async (): Promise<string> => (await title().textContent()) ?? '';

async function chooseOfModel(entry: string): Promise<void> {
  await builder()
    .getByRole('button', { name: await name(), exact: true })
    .click();
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

/** Exports the model on the canvas, and returns what the file has. */
async function exportAs(label: string, format: ModelFormat): Promise<Buffer> {
  const path = join(window.home.projects, `exported.${modelEndings[format]}`);
  await chooseOfModel('Export the model…');
  const dialog = page.getByRole('dialog', { name: /^Export/ });
  await dialog.getByRole('radio', { name: label, exact: true }).click();
  await dialog.getByLabel('File', { exact: true }).fill(path);
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await dialog.getByRole('status').getByText(path).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  return readFileSync(path);
}

/** Drops a file on the window, as the platform does. */
async function drop(fileName: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([called, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content ?? ''], called ?? ''));
      return data;
    },
    [fileName, text],
  );
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

it('writes the model in every format', async () => {
  // What all but the JSON and the PNG spell out.
  const nodes = ['hidden1', 'hidden2', 'logits'];
  const { experiment } = parseExperiment(JSON.parse(String(await exportAs('JSON', 'json'))));
  expect(Object.keys(experiment?.model.nodes ?? {})).toEqual(expect.arrayContaining(nodes));

  const svg = String(await exportAs('SVG', 'svg'));
  for (const id of nodes) expect(svg).toContain(`>${id}<`);
  expect(String(await exportAs('PDF', 'pdf'))).toMatch(/^%PDF-/);
  const png = await sharp(await exportAs('PNG', 'png')).metadata();
  expect(png.format).toBe('png');
  expect((png.width ?? 0) / (png.height ?? 1)).toBeGreaterThan(1);

  const summary = String(await exportAs('Summary', 'summary'));
  for (const id of nodes) expect(summary).toMatch(new RegExp(`^ *${id} .*256|^ *${id} .*10`, 'm'));
  const latex = String(await exportAs('LaTeX', 'latex'));
  expect(latex).toContain('\\toprule');
  expect(latex).toContain('hidden1');
  const script = String(await exportAs('PyTorch', 'pytorch'));
  expect(script).toContain('import torch');
  expect(script).toContain('--checkpoint');
});

it('opens a model by its file and by dropping it, and says in a sentence what is wrong with another', async () => {
  const path = join(window.home.projects, 'exported.json');
  const saved = JSON.parse(readFileSync(path, 'utf8')) as { name: string };
  const from = (called: string): string => JSON.stringify({ ...saved, name: called });

  writeFileSync(path, from('From a file'));
  const chooser = page.waitForEvent('filechooser');
  await chooseOfModel('Open the file of a model…');
  await (await chooser).setFiles(path);
  await expect.poll(name).toBe('From a file');
  await node('hidden2').waitFor();

  await drop('dropped.json', from('From a drop'));
  await expect.poll(name).toBe('From a drop');

  const timeline = page.locator('.timeline-panel');
  for (const [file, text, sentence] of [
    ['broken.json', '{ "version": 1,', "'broken.json' is damaged: it is not JSON."],
    ['settings.json', '{ "a": 1 }', "'settings.json' cannot be read as a model."],
  ] as const) {
    await drop(file, text);
    const notice = page.getByRole('alert').filter({ hasText: sentence });
    await notice.waitFor();
    expect(await name()).toBe('From a drop');
    // It covers nothing of the panel at the bottom.
    const [box, panel] = [await notice.boundingBox(), await timeline.boundingBox()];
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(panel?.y ?? 0);
  }
  // What was brought in is kept, also where it was not changed before another one was opened.
  const models = join(window.sample, 'models');
  for (const file of ['from-a-file.json', 'from-a-drop.json'])
    await expect.poll(() => existsSync(join(models, file))).toBe(true);
});

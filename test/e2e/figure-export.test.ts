/** The dialog that writes a chart as a picture. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FigureWindow } from './figure-window';
import { screenshotPath } from './workbench';

const window = new FigureWindow();

beforeAll(() => window.open());
afterAll(() => window.close());

const preview = (): Locator =>
  window.dialog.getByRole('img', { name: 'The chart as it will be written' });
/** The picture that the dialog shows, an SVG document. */
const shown = async (): Promise<string> =>
  decodeURIComponent((await preview().getAttribute('src')) ?? '');

it('shows the chart as it will be written, in each style', async () => {
  await window.openExport(0);
  await expect.poll(shown).toContain('width="234pt"');
  await window.choose('Style', 'Talk');
  await expect.poll(shown).toContain('width="720pt"');
  await window.choose('Style', 'Screen');
  await expect.poll(shown).toContain('width="468pt"');
  expect(await shown()).toContain('Bands: smallest to largest.');
  expect(await window.field('Width').inputValue()).toBe('6.5 in');
});

it('changes nothing by a click on the words beside the choices', async () => {
  const checked = () => window.dialog.getByRole('radio', { checked: true }).allTextContents();
  const before = await checked();
  for (const word of ['Format', 'Style', 'Font', 'Legend'])
    await window.dialog.getByRole('group', { name: word }).getByText(word, { exact: true }).click();
  expect(await checked()).toEqual(before);
  await window.dialog.getByRole('radio', { name: 'Screen', exact: true }).waitFor();
});

it('shows everything at once in a small window, in both themes', async () => {
  for (const colorScheme of ['dark', 'light'] as const) {
    await window.page.emulateMedia({ colorScheme });
    await window.page.screenshot({ path: screenshotPath(`figure-export-${colorScheme}`) });
  }
  const isCut = await window.dialog
    .locator('.body')
    .evaluate(
      (body) => body.scrollHeight > body.clientHeight || body.scrollWidth > body.clientWidth,
    );
  expect(isCut).toBe(false);
});

it('says what is wrong with a width', async () => {
  await window.fill('Width', 'broad');
  await window.dialog.getByText('Write a length such as 8.5 cm').waitFor();
  await window.fill('Width', '0.5 in');
  await window.dialog.getByText('It must be from 1 to 40 inches.').waitFor();
  await window.fill('Width', 'neurips');
  expect(await window.field('Width').inputValue()).toBe('5.5 in');
  await expect.poll(shown).toContain('width="396pt"');
});

it('writes pixels of the size that is asked for', async () => {
  await window.choose('Format', 'PNG');
  await window.fill('Width', '4 in');
  await window.fill('Height', '2.5 in');
  await window.fill('Pixels an inch', '120');
  const path = await window.write();
  expect(path).toBe(join(window.project.directory, 'exports', 'Validation error.png'));
  const png = readFileSync(path);
  // In the header of a PNG file.
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([480, 300]);
});

it('remembers what was chosen, after the window has been loaded again', async () => {
  await window.showComparison();
  await window.openExport(1);
  const checked = (group: string) =>
    window.dialog.getByRole('radiogroup', { name: group }).getByRole('radio', { checked: true });
  expect(await checked('Format').textContent()).toBe('PNG');
  expect(await checked('Style').textContent()).toBe('Screen');
  for (const [label, text] of [
    ['Width', '4 in'],
    ['Height', '2.5 in'],
    ['Pixels an inch', '120'],
  ] as const)
    expect(await window.field(label).inputValue()).toBe(text);
});

it('writes a PDF file, and asks before it replaces one', async () => {
  await window.choose('Format', 'PDF');
  const path = await window.write();
  const before = readFileSync(path);
  expect(before.toString('latin1').startsWith('%PDF-')).toBe(true);
  await window.openExport(1);
  await window.choose('Style', 'Talk');
  await window.dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await window.dialog.getByText('There is a file of that name already.').waitFor();
  expect(readFileSync(path).equals(before)).toBe(true);
  await window.dialog.getByRole('button', { name: 'Replace it' }).click();
  await window.dialog.getByText('written to').waitFor();
  expect(readFileSync(path).equals(before)).toBe(false);
  await window.page.keyboard.press('Escape');
});

it('writes nothing when it is cancelled', async () => {
  await window.openExport(0);
  await window.choose('Format', 'SVG');
  const path = await window.dialog.getByLabel('File').inputValue();
  await window.dialog.getByRole('button', { name: 'Cancel' }).click();
  await window.dialog.waitFor({ state: 'detached' });
  expect(existsSync(path)).toBe(false);
});

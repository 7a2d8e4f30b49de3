import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetManifest } from '#spec/dataset';
import { OpenWindow } from './open-window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
let page: Page;
let form: Locator;

beforeAll(async () => {
  page = await window.open();
  await window.parts.view('Data').click();
  form = page.getByRole('form', { name: 'Import data' });
});

afterEach(async () => {
  if (await form.isVisible()) await form.getByRole('button', { name: 'Cancel' }).click();
});

afterAll(() => window.close());

const label = (name: string): Locator => form.getByLabel(name, { exact: true });
const importButton = (): Locator => form.getByRole('button', { name: 'Import', exact: true });
const question = 'Which column is to be predicted?';
const takeScreenshot = (name: string): Promise<Buffer> =>
  page.screenshot({ path: screenshotPath(`import-${name}`) });

function writeInput(name: string, content: string | Buffer): string {
  const path = join(window.home.folder, name);
  writeFileSync(path, content);
  return path;
}

async function openForm(format: string): Promise<void> {
  await page.getByRole('button', { name: 'Import data' }).click();
  await label('Format').selectOption(format);
}

async function openTable(path: string): Promise<void> {
  await openForm('csv');
  await label('File of the table').fill(path);
  await form.getByLabel(question).waitFor();
}

/** What a control shows. */
const shown = (name: string): Promise<string> =>
  label(name).evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.text ?? '');

/** Imports what the form says; the program's manifest of it. */
async function importAs(id: string): Promise<DatasetManifest> {
  // What was read moves the button: a click that begins before would end beside it.
  await form.getByLabel('Reading the table').waitFor({ state: 'hidden' });
  await importButton().click();
  await form.waitFor({ state: 'hidden' });
  return readManifest(id);
}

const readManifest = (id: string): DatasetManifest =>
  JSON.parse(
    readFileSync(join(window.sample, 'datasets', id, 'manifest.json'), 'utf8'),
  ) as DatasetManifest;

describe('a table with semicolons and decimal commas', () => {
  const rows = Array.from({ length: 40 }, (_, row) => {
    const [x, y, z] = [Math.sin(row), Math.cos(row), Math.sin(row / 2)];
    return [row, (row % 7) / 2, x, y, z].map((cell) => cell.toFixed(2).replace('.', ',')).join(';');
  });
  const content = ['"Frame";"load";"x";"y";"z"', ...rows].join('\n');

  it('is read as detected, and predicts the three columns that are chosen', async () => {
    await openTable(writeInput('motion.csv', content));
    await expect.poll(() => shown('Delimiter')).toBe('Semicolon (detected)');
    await expect.poll(() => shown('Decimal mark')).toBe('Comma: 1,5 (detected)');
    await expect.poll(() => shown('First row')).toBe('Names (detected)');
    await expect.poll(() => shown('Role of Frame')).toBe('Ignore');
    await expect.poll(() => importButton().isDisabled()).toBe(true);
    for (const column of ['x', 'y', 'z']) await label(`Role of ${column}`).selectOption('value');
    await expect.poll(() => shown('To be predicted')).toBe('x, y, z');
    await label('Test part').fill('25');
    await label('Scale the features').selectOption('standardize');
    await label('Scale the values to predict too').check();
    await form.getByText('30 rows to train on, 10 for the test').waitFor();
    await takeScreenshot('values');
    const manifest = await importAs('motion');
    expect(manifest.fields).toEqual({
      features: { kind: 'values', shape: [1] },
      value: { kind: 'values', shape: [3] },
    });
    expect(manifest.columns).toEqual({ features: ['load'], value: ['x', 'y', 'z'] });
    expect(manifest.counts).toEqual({ train: 30, validation: 0, test: 10 });
    expect(Object.keys(manifest.scaling ?? {})).toEqual(['features', 'value']);
  });

  it('shows what was taken when its row is opened, as it is after the import', async () => {
    const row = page.getByRole('button', { name: 'motion', expanded: true });
    await expect.poll(() => row.evaluate((button) => button === document.activeElement)).toBe(true);
    const scaling = page.getByRole('region', { name: 'Scaling of value' });
    await scaling.getByRole('row').filter({ hasText: 'x' }).waitFor();
    await page.getByText('train.value.f32').waitFor();
    await takeScreenshot('details');
    await row.click();
    await scaling.waitFor({ state: 'hidden' });
  });

  it('can be a sequence that predicts its next rows', async () => {
    await openTable(writeInput('next.csv', content));
    await form.getByLabel(question).selectOption('next');
    expect((await importAs('next')).fields).toEqual({
      features: { kind: 'values', shape: [4] },
    });
    const name = page.getByRole('button', { name: 'next', exact: true });
    const row = page.getByRole('listitem').filter({ has: name });
    await row.getByRole('button', { name: 'New model' }).click();
    const inspector = page.getByRole('region', { name: 'Inspector' });
    const task = inspector.getByLabel('Data', { exact: true });
    await expect.poll(() => task.inputValue()).toBe('sequence');
    await expect.poll(() => inspector.getByLabel('Data set').inputValue()).toBe('next');
    await window.parts.view('Data').click();
  });
});

describe('a table without a header', () => {
  it('loses no row', async () => {
    const rows = Array.from({ length: 30 }, (_, row) =>
      [5 + row / 10, 3 - row / 100, ['a', 'b', 'c'][row % 3]].join(','),
    );
    await openTable(writeInput('headerless.csv', rows.join('\n')));
    await expect.poll(() => shown('First row')).toBe('Data (detected)');
    await form.getByLabel(question).selectOption('column 3');
    await form.getByText('30 rows to train on').waitFor();
    const manifest = await importAs('headerless');
    expect(manifest.counts.train).toBe(30);
    expect(manifest.classCounts?.['label']?.train).toEqual([10, 10, 10]);
  });
});

describe('a table in another encoding', () => {
  it('shows its cells in the encoding that is chosen, and can be detected again', async () => {
    const rows = Array.from({ length: 30 }, (_, row) =>
      [row * row, ['Österreich', 'Åland', 'Perú'][row % 3]].join(','),
    );
    const path = writeInput(
      'countries.csv',
      Buffer.from(`area,land\n${rows.join('\n')}`, 'latin1'),
    );
    await openTable(path);
    const table = form.getByRole('region', { name: 'First rows of the table' });
    await table.getByText('Österreich').first().waitFor();
    await label('Encoding').selectOption('windows-1251');
    await table.getByText('Ц').first().waitFor();
    expect(await table.getByText('Österreich').count()).toBe(0);
    await form.getByRole('button', { name: 'Detect all four again' }).click();
    await table.getByText('Österreich').first().waitFor();
    await label('Encoding').selectOption('windows-1252');
    await form.getByLabel(question).selectOption('column land');
    await form.getByRole('rowheader', { name: 'Perú' }).waitFor();
    const { label: land } = (await importAs('countries')).fields;
    expect(land).toMatchObject({ names: ['Perú', 'Åland', 'Österreich'].sort() });
  });
});

describe('a table with something wrong', () => {
  const rows = Array.from({ length: 20 }, (_, row) => `${row % 3},${row === 7 ? '' : row * row}`);

  it('says at the field that there is no such file', async () => {
    await openForm('csv');
    await label('File of the table').fill('/nowhere/to/be/found.csv');
    await form.getByText('/nowhere/to/be/found.csv').waitFor();
    await label('File of the table').fill(writeInput('gaps.csv', `kind,size\n${rows.join('\n')}`));
    await form.getByLabel(question).waitFor();
  });

  it('says at the field of a part that its file is not there', async () => {
    await openTable(writeInput('gaps.csv', `kind,size\n${rows.join('\n')}`));
    await form.getByRole('radio', { name: 'A file' }).last().click();
    await label('File of the test part').fill('/nowhere/test.csv');
    await expect
      .poll(() => label('File of the test part').getAttribute('aria-invalid'))
      .toBe('true');
    expect(await label('File of the table').getAttribute('aria-invalid')).toBeNull();
  });

  it('is not imported by Enter in a field, which may change what would be imported', async () => {
    await openTable(writeInput('enter.csv', 'a,b\n1,2\n2,3\n3,5\n4,4\n'));
    await form.getByLabel(question).selectOption('next');
    await expect.poll(() => importButton().isEnabled()).toBe(true);
    await label('Test part').fill('25');
    await label('Test part').press('Enter');
    await form.getByText('3 rows to train on, 1 for the test').waitFor();
    expect(await form.isVisible()).toBe(true);
  });

  it('is not imported while a cell is missing, until the user says what to do', async () => {
    await openTable(writeInput('gaps.csv', `kind,size\n${rows.join('\n')}`));
    await form.getByLabel(question).selectOption('column kind');
    await form.getByText('1 missing', { exact: false }).first().waitFor();
    await form.getByText("'size'", { exact: false }).first().waitFor();
    await expect.poll(() => importButton().isDisabled()).toBe(true);
    await takeScreenshot('refused');
    await label('Missing values').selectOption('drop');
    await expect.poll(() => importButton().isEnabled()).toBe(true);
    expect((await importAs('gaps')).counts.train).toBe(19);
  });

  it('does not take the name of another data set', async () => {
    await openTable(writeInput('gaps.csv', `kind,size\n${rows.join('\n')}`));
    await expect.poll(() => label('Name').inputValue()).toBe('gaps 2');
    await label('Name').fill('Gaps');
    await form.getByText("There is a data set 'gaps' already.").first().waitFor();
    await expect.poll(() => importButton().isDisabled()).toBe(true);
  });
});

describe('what was entered', () => {
  it('survives another view, until it is cancelled', async () => {
    await openTable(writeInput('kept.csv', 'a,b,c\n1,2,3\n2,3,5\n4,1,2\n0,2,1\n'));
    await label('Role of b').selectOption('ignore');
    await form.getByLabel(question).selectOption('column c');
    await form.getByRole('radio', { name: 'As a number' }).click();
    await label('Name').fill('My numbers');
    await page.keyboard.press('Control+1');
    await form.waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+5');
    await expect.poll(() => label('Name').inputValue()).toBe('My numbers');
    await expect.poll(() => shown('Role of b')).toBe('Ignore');
    await expect.poll(() => shown('Role of c')).toBe('Value to predict');
    await form.getByRole('button', { name: 'Cancel' }).click();
    await openForm('csv');
    await expect.poll(() => label('File of the table').inputValue()).toBe('');
  });
});

describe('a table of 1,000 columns', () => {
  it('draws those in view, and sets all others at once', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `pixel${index}`);
    const rows = Array.from({ length: 20 }, (_, row) =>
      [row % 2, ...names.map((_, index) => (row * (index + 1)) % 251)].join(','),
    );
    await openTable(writeInput('wide.csv', `digit,${names.join(',')}\n${rows.join('\n')}`));
    await form.getByLabel(question).selectOption('column digit');
    expect(await form.getByLabel(/^Role of pixel/).count()).toBeLessThan(30);
    await label('Find columns by name').fill('pixel99');
    await form.getByRole('button', { name: 'Ignore', exact: true }).click();
    await form.getByRole('radio', { name: 'Ignored 11' }).click();
    await expect.poll(() => shown('Role of pixel99')).toBe('Ignore');
    await label('Find columns by name').fill('');
    await form.getByRole('radio', { name: 'All 1,001' }).click();
    await expect.poll(() => importButton().isEnabled()).toBe(true);
    await takeScreenshot('wide');
    const { fields } = await importAs('wide');
    expect(fields['features']).toMatchObject({ shape: [989] });
  });
});

describe('a folder of images of which two are damaged', () => {
  it('names both, and is imported without them when the user says so', async () => {
    const folder = join(window.home.folder, 'animals');
    for (const [kind, colour] of [
      ['cat', '#804020'],
      ['dog', '#204080'],
    ] as const) {
      mkdirSync(join(folder, kind), { recursive: true });
      const image = sharp({
        create: { width: 8, height: 8, channels: 3, background: colour },
      }).png();
      for (const name of ['0', '1', '2']) await image.toFile(join(folder, kind, `${name}.png`));
      writeFileSync(join(folder, kind, '3.png'), 'no image');
    }
    await openForm('images');
    await label('Folder with one folder for each class').fill(folder);
    await importButton().click();
    const damaged = form.getByRole('region', { name: 'Files that cannot be imported' });
    for (const file of ['cat/3.png', 'dog/3.png'])
      await damaged.getByRole('listitem').filter({ hasText: file }).waitFor();
    await takeScreenshot('damaged');
    await form.getByRole('button', { name: 'Import without these 2 files' }).click();
    await form.waitFor({ state: 'hidden' });
    const manifest = readManifest('animals');
    expect(manifest.classCounts?.['label']?.train).toEqual([3, 3]);
    const details = page.getByRole('list', { name: 'Notes' });
    await details.getByText('Left out 2 images', { exact: false }).waitFor();
  });
});

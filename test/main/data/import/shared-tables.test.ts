/** Tables from elsewhere, which lie beside the repository on some machines: the tests are skipped on others. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCsvSource } from '#data/import/csv-source';
import { tableRequestSchema } from '#spec/dataset';
import { numbersOf } from './table-fixture';

const shared = fileURLToPath(new URL('../../../../../shared', import.meta.url));
const failing = join(shared, 'failing');
const motion = join(shared, 'datasets/motion');

const read = (file: string, settings: object = {}) =>
  readCsvSource(tableRequestSchema.parse({ format: 'csv', id: 'table', file, ...settings }));

describe.skipIf(!existsSync(failing))('small tables that are read wrongly without care', () => {
  it('have all examples where there is no header', async () => {
    const source = await read(join(failing, 'headerless-iris.csv'), { label: '5' });
    expect(source.train.count).toBe(150);
    expect(source.fields['label']).toMatchObject({
      names: ['Iris-setosa', 'Iris-versicolor', 'Iris-virginica'],
    });
  });

  it('have one class for all spellings of a number', async () => {
    const source = await read(join(failing, 'label-spelling/train.csv'), {
      label: 'digit',
      testFile: join(failing, 'label-spelling/test.csv'),
    });
    expect(source.fields['label']).toMatchObject({ names: ['0', '1', '2'] });
    expect(numbersOf(source, 'label', 'test').slice(0, 4)).toEqual([0, 1, 2, 0]);
    expect(source.notes?.join()).toMatch(/compared as numbers: '0.0' is class 0/);
  });

  it('have three classes in ISO 8859-1', async () => {
    const source = await read(join(failing, 'latin1-labels.csv'), { label: 'country' });
    expect(source.fields['label']).toMatchObject({ classes: 3, names: ['USA', 'È', 'É'] });
    expect(source.warnings?.[0]).toMatch(/is not UTF-8/);
  });

  it('have no feature of row numbers', async () => {
    const source = await read(join(failing, 'pandas-index.csv'), { label: 'kind' });
    expect(source.columns).toEqual({ features: ['x', 'y'] });
    expect(source.notes).toEqual(["'1' is left out, since it numbers or times the rows."]);
  });

  it('have three columns between semicolons', async () => {
    const source = await read(join(failing, 'semicolon.csv'), { label: 'kind' });
    expect(source.columns).toEqual({ features: ['x', 'y'] });
    expect(numbersOf(source, 'features').slice(0, 2)).toEqual([0.126, -0.132].map(Math.fround));
  });
});

describe.skipIf(!existsSync(motion))('recordings of markers, as published', () => {
  const files = existsSync(motion)
    ? readdirSync(motion).filter((name) => name.endsWith('.csv'))
    : [];

  it.each(files)('%s', async (name) => {
    const source = await read(join(motion, name));
    // Read by hand: a quoted header, then five cells between semicolons.
    const rows = readFileSync(join(motion, name), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) =>
        line
          .split(';')
          .slice(2)
          .map((cell) => Number(cell.replace(',', '.'))),
      );
    expect(source.columns).toEqual({ features: ['x', 'y', 'z'] });
    expect(numbersOf(source, 'features')).toEqual(rows.flat().map(Math.fround));
    expect(source.notes?.join(' ')).toMatch(
      /semicolons.*decimal comma.*'Frame', 'Timestamp' are left out.*own next rows/,
    );
    expect(source.mixed).toBe(false);
  });

  it('have three values to predict from the time where that is asked for', async () => {
    const source = await read(join(motion, files[0] ?? ''), {
      values: ['x', 'y', 'z'],
      features: ['Timestamp'],
      scaling: 'standardize',
      scaleValues: true,
    });
    expect(source.fields['value']).toEqual({ kind: 'values', shape: [3] });
    const { offset, scale } = source.scaling?.['value'] ?? { offset: [], scale: [] };
    const [x = 0] = numbersOf(source, 'value');
    expect(x * (scale[0] ?? 0) + (offset[0] ?? 0)).toBeCloseTo(-490.7, 4);
  });
});

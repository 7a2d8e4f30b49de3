import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCsvSource } from '#data/import/csv-source';
import type { SourceData } from '#data/import/source-data';
import { importRequestSchema } from '#spec/dataset';
import { put, scratch } from '../helpers';

async function read(
  text: string | Uint8Array,
  options: object = {},
  test?: string,
): Promise<SourceData> {
  const folder = await scratch();
  const request = importRequestSchema.parse({
    format: 'csv',
    id: 'table',
    file: await put(folder, 'table.csv', text),
    testFile: test === undefined ? undefined : await put(folder, 'test.csv', test),
    label: 'kind',
    ...options,
  });
  if (request.format !== 'csv') throw new Error('not a table');
  return readCsvSource(request);
}

const numbers = (source: SourceData, field: string): number[] => [
  ...(source.train.columns[field]?.data ?? []),
];

describe('CSV tables', () => {
  it('give features and classes, with the label in any column', async () => {
    const source = await read(
      '\ufeffa,kind,b\r\n1,oak,2.5\r\n\r\n-3,"ash, old",4e-1\r\n5, oak ,6\r\n',
    );
    expect(source.fields).toEqual({
      features: { kind: 'values', shape: [2] },
      label: { kind: 'label', classes: 2, names: ['ash, old', 'oak'] },
    });
    expect(numbers(source, 'features')).toEqual([1, 2.5, -3, Math.fround(0.4), 5, 6]);
    expect(numbers(source, 'label')).toEqual([1, 0, 1]);
    expect(source.test).toBeNull();
  });

  it('order classes that are numbers by value', async () => {
    const source = await read('x,kind\n1,10\n2,9\n3,10\n');
    expect(source.fields['label']).toMatchObject({ names: ['9', '10'] });
    expect(numbers(source, 'label')).toEqual([1, 0, 1]);
  });

  it('give a value to predict', async () => {
    const source = await read('x,kind\n1,0.5\n2,-7\n', { target: 'value' });
    expect(source.fields['value']).toEqual({ kind: 'values', shape: [1] });
    expect(numbers(source, 'value')).toEqual([0.5, -7]);
  });

  it('are read without a header, with columns given by number', async () => {
    const source = await read('7,1,2\n8,3,4\n7,5,6\n', { header: false, label: '1' });
    expect(numbers(source, 'features')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(source.fields['label']).toMatchObject({ names: ['7', '8'] });
    const named = await read('a,b\n1,x\n2,y\n1,x\n', { label: '2' });
    expect(numbers(named, 'label')).toEqual([0, 1, 0]);
  });

  it('have the same classes in training and test', async () => {
    const source = await read('x,kind\n1,b\n2,c\n3,b\n', {}, 'x,kind\n4,a\n5,c\n');
    expect(numbers(source, 'label')).toEqual([1, 2, 1]);
    expect([...(source.test?.columns['label']?.data ?? [])]).toEqual([0, 2]);
    await expect(read('x,kind\n1,b\n2,c\n', {}, 'y,kind\n1,b\n')).rejects.toThrow(
      /'test.csv' has other columns \(y, kind\) than 'table.csv' \(x, kind\)/,
    );
  });

  it('are shuffled row by row where they are sorted by class', async () => {
    const rows = Array.from({ length: 90 }, (_, i) => `${i},${'abc'[Math.floor(i / 30)]}`);
    const source = await read(`x,kind\n${rows.join('\n')}\n`);
    const [features, labels] = [numbers(source, 'features'), numbers(source, 'label')];
    expect([...features].sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
    expect(labels).toEqual(features.map((x) => Math.floor(x / 30)));
    expect(new Set(labels.slice(60)).size).toBe(3);
    expect(source.description).toMatch(/sorted by class, so its rows were mixed/);
    expect(source.mixed).toBe(true);
    const kept = await read(`x,kind\n${rows.join('\n')}\n`, { keepOrder: true });
    expect(numbers(kept, 'features')).toEqual(rows.map((_, i) => i));
    expect(kept.description).not.toMatch(/mixed/);
    expect(kept.mixed).toBe(false);
  });

  it('throw with the line and the column', async () => {
    const refused = async (text: string, options: object, words: RegExp): Promise<void> =>
      expect(read(text, options)).rejects.toThrow(words);
    await refused('a,kind\n1,x\n\nred,y\n', {}, /has 'red' at line 4, column 'a', where a number/);
    await refused('a,kind\n1,x\n,y\n', {}, /has nothing at line 3, column 'a'/);
    await refused('a,kind\n1,x\n1e39,y\n', {}, /has '1e39' at line 3, column 'a'/);
    await refused('a,kind\n1,x\n2\n3,y\n', {}, /'table.csv' is no table at line 3/);
    await refused('a,kind\n1,x\n2,"y\n', {}, /is no table at line 3: Quote Not Closed/);
    await refused('a,kind\n1,x\n2,\n', {}, /has no label at line 3/);
    await refused('a,kind\n1,x\n2,3\n', { target: 'value' }, /has 'x' at line 2, column 'kind'/);
    await refused('a,b\n1,x\n', {}, /has no column 'kind'. Its columns: a, b\./);
    await refused('a,b\n1,x\n', { label: '3' }, /has no column '3'/);
    await refused('kind;b\n1;2\n', {}, /looks like it is separated by semicolons: .* 'kind;b'/);
    await refused('kind\tb\n1\t2\n', {}, /looks like it is separated by tabs/);
    await refused('kind|b\n1|2\n', {}, /looks like it is separated by vertical bars/);
    await refused('kind\nx\ny\n', {}, /no column beside 'kind'/);
    await refused('kind,a,kind\nx,1,y\n', {}, /more than one column 'kind'/);
    await refused('a,kind\n', {}, /has no rows/);
    await refused('', {}, /has no rows/);
    await refused('a,kind\n1,x\n2,x\n', {}, /only one value, 'x'/);
    const many = Array.from({ length: 1001 }, (_, i) => `1,${i}`).join('\n');
    await refused(`a,kind\n${many}\n`, {}, /1001 different values.*target 'value'/);
    await expect(read('', { file: '/nowhere.csv' })).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('are read gzipped, under any name', async () => {
    const table = 'a,kind\n1,x\n2,y\n';
    const plain = await read(table);
    const packed = await read(gzipSync(table));
    expect(packed.fields).toEqual(plain.fields);
    expect(numbers(packed, 'features')).toEqual([1, 2]);
    // The packed data is cut off, or holds no table.
    const cut = gzipSync(`a,kind\n${'1,x\n'.repeat(5_000)}`).subarray(0, 40);
    await expect(read(cut)).rejects.toThrow(/'table.csv' is gzipped and damaged/);
    await expect(read(gzipSync('%PDF-1.7\0'))).rejects.toThrow(/is a PDF document/);
  });

  it('are refused with the name of what they are', async () => {
    const refused = async (content: string | Uint8Array, words: RegExp): Promise<void> =>
      expect(read(content)).rejects.toThrow(words);
    await refused(
      latin1('%PDF-1.7\n%\xe2\xe3'),
      /'table.csv' is a PDF document, not a table of text/,
    );
    await refused(latin1('PAR1\x15\x00'), /is a Parquet file/);
    await refused(latin1('PK\x03\x04\x14\x00[Content_Types].xml'), /is an Office document/);
    await refused(latin1('PK\x03\x04\x14\x00x.txt'), /is a ZIP archive/);
    await refused(latin1('\x93NUMPY\x01\x00'), /is a NumPy array/);
    await refused(Buffer.from('\ufeffa,kind\n1,x\n', 'utf16le'), /seems to be UTF-16/);
  });

  it('are refused where an encoding other than UTF-8 would make different classes the same', async () => {
    await expect(read(latin1('a,kind\n1,\xe4\n2,\xf6\n'))).rejects.toThrow(
      /'table.csv' is not UTF-8: at line 2, '\ufffd' has a character that cannot be read/,
    );
  });

  it('quote long cells and names in part', async () => {
    const message = async (text: string, options = {}): Promise<string> =>
      read(text, options).then(
        () => '',
        (error: Error) => error.message,
      );
    const long = 'x'.repeat(100_000);
    for (const text of [`a,kind\n${long},x\n`, `${long},b\n1,2\n`, `a,kind\n1,"${long}\n`])
      expect((await message(text)).length).toBeLessThan(400);
    const wide = Array.from({ length: 5_000 }, (_, index) => `column${index}`).join();
    expect((await message(`${wide}\n`)).length).toBeLessThan(400);
    expect((await message('a,kind\n1,x\n', { label: long })).length).toBeLessThan(400);
  });
});

/** Each character as one byte. */
function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

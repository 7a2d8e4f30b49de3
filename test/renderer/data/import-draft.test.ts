import { describe, expect, it } from 'vitest';
import { importRequestSchema } from '#spec/dataset';
import {
  createEmptyDraft,
  draftOf,
  makeDatasetId,
  proposeName,
} from '../../../src-renderer/data/import-draft';

describe('makeDatasetId', () => {
  it('derives an id from any name', () => {
    expect(makeDatasetId('  Fashion MNIST (2017) ')).toBe('fashion-mnist-2017');
    expect(makeDatasetId('Größe')).toBe('gro-e');
    expect(makeDatasetId('!!')).toBe('');
  });

  it('gives a long name an id without a hyphen at its end', () => {
    expect(makeDatasetId(`${'a'.repeat(59)} b`)).toBe('a'.repeat(59));
  });
});

describe('proposeName', () => {
  const table = (file: string) => ({ ...createEmptyDraft(), format: 'csv' as const, file });

  it.each([
    ['/data/iris.csv', 'iris'],
    ['C:\\data\\wine quality.CSV', 'wine quality'],
    ['/data/my.table.tsv.gz', 'my.table'],
    ['/data/readings 2012.05', 'readings 2012.05'],
    ['', ''],
    ['/data/!!!.csv', ''],
  ])('names the table %s as %s', (file, name) => {
    expect(proposeName(table(file), [])).toBe(name);
  });

  it('numbers a name whose id is taken', () => {
    expect(proposeName(table('/iris.csv'), ['iris', 'iris-2'])).toBe('iris 3');
  });

  it('takes the folder of images, and the first file of other formats', () => {
    const draft = {
      ...createEmptyDraft(),
      directory: '/data/cats v1.2/',
      inputs: '/data/x.npy',
      train: '/data/book.txt',
    };
    expect(proposeName({ ...draft, format: 'images' }, [])).toBe('cats v1.2');
    expect(proposeName({ ...draft, format: 'npy' }, [])).toBe('x');
    expect(proposeName({ ...draft, format: 'text' }, [])).toBe('book');
  });
});

describe('draftOf', () => {
  it.each([
    [{ format: 'csv', file: '/data/iris.csv' }, 'file', 'iris'],
    [{ format: 'npy', inputs: '/data/inputs.npy' }, 'inputs', 'inputs'],
    [{ format: 'text', train: '/data/tiny.txt' }, 'train', 'tiny'],
  ] as const)('names the file of %o in the form', (source, field, name) => {
    const request = importRequestSchema.parse({ ...source, id: 'x', name: 'x' });
    const draft = draftOf(request);
    expect(draft[field]).toBe(Object.values(source)[1]);
    expect(draft.format).toBe(source.format);
    expect(proposeName(draft, [])).toBe(name);
  });
});

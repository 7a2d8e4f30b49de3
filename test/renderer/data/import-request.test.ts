import { describe, expect, it } from 'vitest';
import { importRequestSchema } from '../../../src-main/spec/dataset';
import {
  emptyDraft,
  makeDatasetId,
  buildImportRequest,
} from '../../../src-renderer/data/import-request';

describe('idOf', () => {
  it('derives an id from any name', () => {
    expect(makeDatasetId('  Fashion MNIST (2017) ')).toBe('fashion-mnist-2017');
    expect(makeDatasetId('Größe')).toBe('gro-e');
    expect(makeDatasetId('!!')).toBe('');
  });
});

describe('requestOf', () => {
  const draft = { ...emptyDraft, name: 'My data' };

  it.each([
    { ...draft, images: ' /a ', labels: '/b' },
    { ...draft, format: 'cifar10' as const, directory: '/c' },
    { ...draft, format: 'csv' as const, file: '/d.csv', label: 'y', target: 'value' as const },
    { ...draft, format: 'npy' as const, inputs: '/x.npy', targets: '/y.npy' },
    {
      ...draft,
      format: 'images' as const,
      directory: '/e',
      size: '32 × 24',
      channels: '1' as const,
    },
    { ...draft, format: 'text' as const, train: '/f.txt' },
    { ...draft, format: 'text' as const, train: '/f.txt', parts: 'files' as const, test: '/g.txt' },
  ])('builds a valid request ($format)', (full) => {
    const request = buildImportRequest(full);
    expect(importRequestSchema.safeParse(request).error).toBeUndefined();
    expect(request).toMatchObject({ id: 'my-data', format: full.format });
  });

  it('parses image sizes', () => {
    const images = { ...draft, format: 'images' as const, directory: '/e' };
    expect(buildImportRequest({ ...images, size: '28' })).toMatchObject({ size: [28, 28] });
    expect(buildImportRequest({ ...images, size: '' })).toMatchObject({ size: undefined });
    expect(buildImportRequest({ ...images, size: 'big' })).toContain('32 × 32');
    expect(buildImportRequest({ ...images, size: '0' })).toContain('1 to 512');
  });

  it('builds a request for arrays, with or without a test pair, pixels and a kept order', () => {
    const arrays = { ...draft, format: 'npy' as const, inputs: ' x.npy', targets: 'y.npy ' };
    const request = { id: 'my-data', name: 'My data', format: 'npy' };
    expect(buildImportRequest(arrays)).toEqual({
      ...request,
      inputs: 'x.npy',
      targets: 'y.npy',
      testInputs: undefined,
      testTargets: undefined,
      pixels: false,
      keepOrder: false,
    });
    const all = { testInputs: 'a.npy', testTargets: 'b.npy' };
    expect(buildImportRequest({ ...arrays, ...all, bytes: 'pixels', order: 'keep' })).toEqual({
      ...request,
      ...all,
      inputs: 'x.npy',
      targets: 'y.npy',
      pixels: true,
      keepOrder: true,
    });
    expect(buildImportRequest({ ...arrays, testTargets: 'b.npy' })).toContain('both its inputs');
    expect(buildImportRequest({ ...arrays, targets: ' ' })).toContain('file of targets');
  });

  it('keeps the order of a table if the form says so', () => {
    const table = { ...draft, format: 'csv' as const, file: 'a.csv', label: 'y' };
    expect(buildImportRequest(table)).toMatchObject({ keepOrder: false });
    expect(buildImportRequest({ ...table, order: 'keep' })).toMatchObject({ keepOrder: true });
  });

  it('cuts a text by percent or uses separate files, not both', () => {
    const text = { ...draft, format: 'text' as const, train: 'a', validation: 'b', test: ' ' };
    expect(buildImportRequest({ ...text, testPercent: 10 })).toEqual({
      id: 'my-data',
      name: 'My data',
      format: 'text',
      train: 'a',
      validationFraction: 0.05,
      testFraction: 0.1,
    });
    expect(buildImportRequest({ ...text, parts: 'files' })).toEqual({
      id: 'my-data',
      name: 'My data',
      format: 'text',
      train: 'a',
      validation: 'b',
      test: undefined,
    });
    expect(buildImportRequest({ ...text, validationPercent: 50, testPercent: 50 })).toContain(
      'nothing',
    );
  });

  it('names the missing field', () => {
    expect(buildImportRequest(emptyDraft)).toContain('name');
    expect(buildImportRequest(draft)).toContain('file of images');
    expect(buildImportRequest({ ...draft, images: 'a', labels: 'b', testImages: 'c' })).toContain(
      'both',
    );
    expect(buildImportRequest({ ...draft, format: 'csv', file: 'a' })).toContain('column');
    expect(buildImportRequest({ ...draft, format: 'text' })).toContain('file of text');
  });
});

import { describe, expect, it } from 'vitest';
import { importRequestSchema } from '../../../src-main/spec/dataset';
import { emptyDraft, idOf, requestOf } from '../../../src-renderer/data/import-request';

describe('idOf', () => {
  it('makes an id of any name', () => {
    expect(idOf('  Fashion MNIST (2017) ')).toBe('fashion-mnist-2017');
    expect(idOf('Größe')).toBe('gro-e');
    expect(idOf('!!')).toBe('');
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
  ])('gives what main takes ($format)', (full) => {
    const request = requestOf(full);
    expect(importRequestSchema.safeParse(request).error).toBeUndefined();
    expect(request).toMatchObject({ id: 'my-data', format: full.format });
  });

  it('reads sizes', () => {
    const images = { ...draft, format: 'images' as const, directory: '/e' };
    expect(requestOf({ ...images, size: '28' })).toMatchObject({ size: [28, 28] });
    expect(requestOf({ ...images, size: '' })).toMatchObject({ size: undefined });
    expect(requestOf({ ...images, size: 'big' })).toContain('32 × 32');
    expect(requestOf({ ...images, size: '0' })).toContain('1 to 512');
  });

  it('takes arrays with or without a test pair, pixels and the order as chosen', () => {
    const arrays = { ...draft, format: 'npy' as const, inputs: ' x.npy', targets: 'y.npy ' };
    const request = { id: 'my-data', name: 'My data', format: 'npy' };
    expect(requestOf(arrays)).toEqual({
      ...request,
      inputs: 'x.npy',
      targets: 'y.npy',
      testInputs: undefined,
      testTargets: undefined,
      pixels: false,
      keepOrder: false,
    });
    const all = { testInputs: 'a.npy', testTargets: 'b.npy' };
    expect(requestOf({ ...arrays, ...all, bytes: 'pixels', order: 'keep' })).toEqual({
      ...request,
      ...all,
      inputs: 'x.npy',
      targets: 'y.npy',
      pixels: true,
      keepOrder: true,
    });
    expect(requestOf({ ...arrays, testTargets: 'b.npy' })).toContain('both its inputs');
    expect(requestOf({ ...arrays, targets: ' ' })).toContain('file of targets');
  });

  it('keeps the order of a table where it is asked for', () => {
    const table = { ...draft, format: 'csv' as const, file: 'a.csv', label: 'y' };
    expect(requestOf(table)).toMatchObject({ keepOrder: false });
    expect(requestOf({ ...table, order: 'keep' })).toMatchObject({ keepOrder: true });
  });

  it('cuts a text by percent, or takes files, not both', () => {
    const text = { ...draft, format: 'text' as const, train: 'a', validation: 'b', test: ' ' };
    expect(requestOf({ ...text, testPercent: 10 })).toEqual({
      id: 'my-data',
      name: 'My data',
      format: 'text',
      train: 'a',
      validationFraction: 0.05,
      testFraction: 0.1,
    });
    expect(requestOf({ ...text, parts: 'files' })).toEqual({
      id: 'my-data',
      name: 'My data',
      format: 'text',
      train: 'a',
      validation: 'b',
      test: undefined,
    });
    expect(requestOf({ ...text, validationPercent: 50, testPercent: 50 })).toContain('nothing');
  });

  it('says what is missing', () => {
    expect(requestOf(emptyDraft)).toContain('name');
    expect(requestOf(draft)).toContain('file of images');
    expect(requestOf({ ...draft, images: 'a', labels: 'b', testImages: 'c' })).toContain('both');
    expect(requestOf({ ...draft, format: 'csv', file: 'a' })).toContain('column');
    expect(requestOf({ ...draft, format: 'text' })).toContain('file of text');
  });
});

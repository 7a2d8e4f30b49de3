import { describe, expect, it } from 'vitest';
import { importRequestSchema, tableRequestSchema } from '../../../src-main/spec/dataset';
import { assignRoles } from '../../../src-renderer/data/column-roles';
import { createEmptyDraft, type ImportDraft } from '../../../src-renderer/data/import-draft';
import { buildImportRequest, buildTableRequest } from '../../../src-renderer/data/import-request';
import { column } from './table-preview';

const draft = createEmptyDraft();
const build = (full: ImportDraft, rest: { name?: string; skipDamaged?: boolean } = {}) =>
  buildImportRequest(full, { name: 'My data', columns: [], ...rest });
const fileOf = (file: string) => ({ from: 'file' as const, percent: 5, file });
const cut = (percent: number) => ({ from: 'cut' as const, percent, file: '/left-over' });

describe('buildImportRequest', () => {
  it.each([
    { ...draft, images: ' /a ', labels: '/b' },
    { ...draft, format: 'cifar10' as const, directory: '/c' },
    { ...draft, format: 'csv' as const, file: '/d.csv' },
    { ...draft, format: 'npy' as const, inputs: '/x.npy', targets: '/y.npy' },
    {
      ...draft,
      format: 'images' as const,
      directory: '/e',
      size: '32 × 24',
      channels: '1' as const,
    },
    { ...draft, format: 'text' as const, train: '/f.txt' },
    { ...draft, format: 'text' as const, train: '/f.txt', textTest: fileOf('/g.txt') },
  ])('builds a valid request ($format)', (full) => {
    const request = build(full);
    expect(importRequestSchema.safeParse(request).error).toBeUndefined();
    expect(request).toMatchObject({ id: 'my-data', name: 'My data', format: full.format });
  });

  it('parses image sizes', () => {
    const images = { ...draft, format: 'images' as const, directory: '/e' };
    expect(build({ ...images, size: '28' })).toMatchObject({ size: [28, 28] });
    expect(build({ ...images, size: '' })).toMatchObject({ size: undefined });
    expect(build({ ...images, size: 'big' })).toContain('32 × 32');
    expect(build({ ...images, size: '0' })).toContain('1 to 512');
  });

  it('says what is behind transparent pixels, and leaves damaged images out only when told to', () => {
    const images = { ...draft, format: 'images' as const, directory: '/e' };
    expect(build(images)).toMatchObject({ background: 'white', skipDamaged: false });
    expect(build({ ...images, background: 'black' }, { skipDamaged: true })).toMatchObject({
      background: 'black',
      skipDamaged: true,
    });
  });

  it('builds a request for arrays, with or without targets and a test pair', () => {
    const arrays = { ...draft, format: 'npy' as const, inputs: ' x.npy', targets: 'y.npy ' };
    const request = { id: 'my-data', name: 'My data', format: 'npy' };
    expect(build(arrays)).toEqual({
      ...request,
      inputs: 'x.npy',
      targets: 'y.npy',
      target: undefined,
      testInputs: undefined,
      testTargets: undefined,
      pixels: false,
      keepOrder: false,
    });
    const all = { testInputs: 'a.npy', testTargets: 'b.npy' };
    expect(build({ ...arrays, ...all, target: 'class', bytes: 'pixels', order: 'keep' })).toEqual({
      ...request,
      ...all,
      inputs: 'x.npy',
      targets: 'y.npy',
      target: 'class',
      pixels: true,
      keepOrder: true,
    });
    expect(build({ ...arrays, testTargets: 'b.npy' })).toContain('both its inputs');
    expect(build({ ...arrays, targets: ' ', testInputs: 'a.npy' })).toMatchObject({
      targets: undefined,
      testInputs: 'a.npy',
    });
    expect(build({ ...arrays, targets: ' ', testTargets: 'b.npy' })).toContain('file of targets');
  });

  it('takes each part of a text from its file or from the end', () => {
    const text = { ...draft, format: 'text' as const, train: 'a' };
    const request = { id: 'my-data', name: 'My data', format: 'text', train: 'a' };
    expect(build({ ...text, textTest: cut(10) })).toEqual({
      ...request,
      validation: undefined,
      test: undefined,
      validationFraction: 0.05,
      testFraction: 0.1,
    });
    expect(build({ ...text, textValidation: fileOf('b'), textTest: fileOf(' ') })).toEqual({
      ...request,
      validation: 'b',
      test: undefined,
      validationFraction: 0,
      testFraction: 0,
    });
    expect(build({ ...text, textValidation: cut(50), textTest: cut(50) })).toContain('nothing');
  });

  it('names the missing field', () => {
    expect(build({ ...draft, images: 'a', labels: 'b' }, { name: '' })).toContain('name');
    expect(build(draft)).toContain('file of images');
    expect(build({ ...draft, images: 'a', labels: 'b', testImages: 'c' })).toContain('both');
    expect(build({ ...draft, format: 'csv' })).toContain('file of the table');
    expect(build({ ...draft, format: 'npy' })).toContain('file of inputs');
    expect(build({ ...draft, format: 'text' })).toContain('file of text');
  });
});

describe('buildTableRequest', () => {
  const table: ImportDraft = { ...draft, format: 'csv', file: ' /a.csv ' };

  it('leaves to the import what is not said', () => {
    const request = buildTableRequest(table, []);
    expect(request).toMatchObject({
      format: 'csv',
      file: '/a.csv',
      values: [],
      ignore: [],
      validationFraction: 0,
      testFraction: 0,
      keepOrder: false,
    });
    expect(tableRequestSchema.omit({ id: true, name: true }).safeParse(request).success).toBe(true);
    for (const key of ['delimiter', 'encoding', 'header', 'decimal', 'label', 'features'])
      expect((request as Record<string, unknown>)[key]).toBeUndefined();
  });

  it('says how the text is read, and the roles of its columns', () => {
    const roles = new Map([
      ['x', 'value'],
      ['y', 'value'],
      ['t', 'ignore'],
    ] as const);
    const columns = assignRoles(
      ['t', 'x', 'y', 'z'].map((name) => column(name)),
      [],
      roles,
    );
    const dialect = { delimiter: ';' as const, header: false, decimal: ',' as const };
    expect(
      buildTableRequest(
        { ...table, dialect, roles, order: 'keep', tableTest: fileOf('/t.csv') },
        columns,
      ),
    ).toMatchObject({
      ...dialect,
      testFile: '/t.csv',
      values: ['x', 'y'],
      ignore: ['t'],
      keepOrder: true,
    });
  });

  it('scales the values to predict only together with the features', () => {
    expect(buildTableRequest({ ...table, scaleValues: true }, [])).toMatchObject({
      scaling: 'none',
      scaleValues: false,
    });
    expect(
      buildTableRequest({ ...table, scaling: 'standardize', scaleValues: true }, []),
    ).toMatchObject({ scaling: 'standardize', scaleValues: true });
  });

  it('refuses parts that leave nothing to train on', () => {
    const parts = { tableValidation: cut(60), tableTest: cut(40) };
    expect(buildTableRequest({ ...table, ...parts }, [])).toContain('nothing to train on');
  });
});

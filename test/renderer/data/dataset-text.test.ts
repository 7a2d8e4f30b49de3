import { describe, expect, it } from 'vitest';
import type { DatasetManifest } from '#spec/dataset';
import {
  formatCounts,
  formatFields,
  listClasses,
  listScaledFields,
} from '../../../src-renderer/data/dataset-text';

const manifest: DatasetManifest = {
  version: 1,
  id: 'iris',
  name: 'Iris',
  format: 'csv',
  fields: {
    features: { kind: 'values', shape: [2] },
    label: { kind: 'label', classes: 2, names: ['setosa', 'virginica'] },
  },
  counts: { train: 80, validation: 0, test: 20 },
  scales: { features: 1 },
  files: [],
  source: 'iris.csv',
  created: '2026-11-29T00:00:00.000Z',
};

describe('a data set of version 0.1.0', () => {
  it('has no counts of classes and no scaling', () => {
    expect(formatFields(manifest)).toBe('features: 2, label: 2 classes');
    expect(formatCounts(manifest)).toBe('80 train, 20 test');
    expect([...listClasses(manifest)]).toEqual([]);
    expect(listScaledFields(manifest)).toEqual([]);
  });
});

describe('a data set', () => {
  const full: DatasetManifest = {
    ...manifest,
    columns: { features: ['width', 'height'] },
    classCounts: { label: { train: [40, 40], validation: [0, 0], test: [20, 0] } },
    scaling: { features: { method: 'standardize', offset: [5, 3], scale: [0.5, 0.25] } },
  };

  it('lists its classes with their examples by part', () => {
    expect(listClasses(full).get('label')).toEqual([
      { name: 'setosa', counts: { train: 40, validation: 0, test: 20 } },
      { name: 'virginica', counts: { train: 40, validation: 0, test: 0 } },
    ]);
  });

  it('numbers classes and columns that have no names', () => {
    const fields = { label: { kind: 'label', classes: 2 } } as const;
    expect(
      listClasses({ ...full, fields })
        .get('label')
        ?.map(({ name }) => name),
    ).toEqual(['0', '1']);
    expect(
      listScaledFields({ ...full, columns: undefined })[0]?.columns.map(({ name }) => name),
    ).toEqual(['1', '2']);
  });

  it('lists how its columns were scaled', () => {
    expect(listScaledFields(full)).toEqual([
      {
        name: 'features',
        method: 'mean 0, variance 1',
        titles: { offset: 'Mean', scale: 'Deviation' },
        columns: [
          { name: 'width', offset: 5, scale: 0.5 },
          { name: 'height', offset: 3, scale: 0.25 },
        ],
      },
    ]);
  });
});

import { expect, it } from 'vitest';
import type { SavedModel } from '#api/types';
import { tellModels } from '../../../src-renderer/stores/model-details';

const make = (id: string, name: string, modified: string): SavedModel =>
  ({ id, modified, revision: '1', spec: { name } }) as SavedModel;
const day = (iso: string): string => iso.slice(0, 10);

it('tells two models of one name by when they were changed', () => {
  const list = [
    make('a', 'Recall', '2026-01-01T10:00:00Z'),
    make('b', 'recall ', '2026-02-01T10:00:00Z'),
    make('c', 'Other', '2026-01-01T10:00:00Z'),
  ];
  expect([...tellModels(list, day)]).toEqual([
    ['a', 'changed 2026-01-01'],
    ['b', 'changed 2026-02-01'],
  ]);
});

it('tells those by their ids that were changed at the same time', () => {
  const list = [
    make('a', 'Recall', '2026-01-01T10:00:00Z'),
    make('b', 'Recall', '2026-01-01T11:00:00Z'),
    make('c', 'Recall', '2026-03-01T11:00:00Z'),
  ];
  expect([...tellModels(list, day)]).toEqual([
    ['a', 'a'],
    ['b', 'b'],
    ['c', 'changed 2026-03-01'],
  ]);
});

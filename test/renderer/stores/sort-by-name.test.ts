import { expect, it } from 'vitest';
import type { SavedModel } from '#api/types';
import { sortByName } from '../../../src-renderer/stores/sort-by-name';

it('lists models by their names, and numbered ones as they are counted', () => {
  const names = ['cDNI 10', 'cDNI 2', 'Backprop', 'cDNI'];
  const models = names.map((name) => ({ id: name, spec: { name } }) as SavedModel);
  expect(sortByName(models).map(({ spec }) => spec.name)).toEqual([
    ...['Backprop', 'cDNI', 'cDNI 2', 'cDNI 10'],
  ]);
});

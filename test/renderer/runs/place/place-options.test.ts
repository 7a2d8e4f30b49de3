import { expect, it } from 'vitest';
import { listPlaceOptions } from '../../../../src-renderer/runs/place/place-options';
import { makeJob } from './make-job';

it('offers this computer first, then the places with where they are', () => {
  expect(listPlaceOptions([makeJob().place])).toEqual([
    { value: 'local', label: 'This computer', detail: '' },
    { value: 'group', label: 'Group cluster', detail: 'Slurm at login' },
  ]);
});

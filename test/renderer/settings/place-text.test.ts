import { expect, it } from 'vitest';
import { placeSchema } from '#spec/place';
import { describeShare } from '../../../src-renderer/settings/place-text';

it('says what jobs ask for', () => {
  const place = placeSchema.parse({ kind: 'slurm', id: 'a', name: 'A' });
  expect(describeShare(place)).toBe('A job asks for 2 cores; 4 jobs of a study at a time.');
  expect(describeShare({ ...place, cores: 1, gpus: 1, jobs: 1 })).toBe(
    'A job asks for 1 core and 1 GPU; 1 job of a study at a time.',
  );
});

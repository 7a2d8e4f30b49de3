import { describe, expect, it } from 'vitest';
import { placeSchema } from '#spec/place';
import {
  draftOf,
  freePlaceId,
  parseDraft,
  type PlaceDraft,
} from '../../../src-renderer/settings/place-draft';

const slurm = placeSchema.parse({
  ...{ kind: 'slurm', id: 'hpc', name: 'Group cluster', host: 'me@login', folder: 'work/dni' },
  ...{ options: ['--partition=gpu', '--time=2:00:00'], cores: 8, gpus: 1, jobs: 10 },
  ...{ node: '/opt/node', runtime: '/opt/tf' },
});
const ray = placeSchema.parse({
  kind: 'ray',
  id: 'ray',
  name: 'Ray',
  address: 'http://10.0.0.5:8265',
});
const changed = (change: Partial<PlaceDraft>): PlaceDraft => ({
  ...draftOf(null),
  name: 'A',
  ...change,
});
const problemsOf = (change: Partial<PlaceDraft>) =>
  parseDraft(changed(change), 'a', [slurm]).problems;

describe('a draft of a place', () => {
  it.each([slurm, ray])('is the $kind place that it was made of', (place) => {
    expect(parseDraft(draftOf(place), place.id, [])).toEqual({ place, problems: {} });
  });

  it('of a new place has the defaults, also where a field is emptied', () => {
    const expected = placeSchema.parse({ kind: 'slurm', id: 'a', name: 'A' });
    expect(parseDraft(changed({}), 'a', []).place).toEqual(expected);
    const empty = changed({ host: ' ', folder: '', options: '\n \n', node: '', runtime: ' ' });
    expect(parseDraft(empty, 'a', []).place).toEqual(expected);
  });

  it('says what is wrong beside the field', () => {
    expect(problemsOf({})).toEqual({});
    expect(problemsOf({ name: ' ' })).toEqual({ name: 'Give the place a name.' });
    expect(problemsOf({ name: 'group cluster' }).name).toContain("a place 'Group cluster' already");
    expect(problemsOf({ host: '-oProxyCommand=x' }).host).toContain('does not begin with -');
    expect(problemsOf({ host: 'two words' }).host).toContain('has no spaces');
    expect(problemsOf({ options: '--time=1\npartition=gpu' })).toEqual({
      options: 'An option of sbatch begins with -.',
    });
    for (const address of ['', '10.0.0.5:8265', 'http://', 'file:///etc', 'nonsense'])
      expect(problemsOf({ kind: 'ray', address }), address).toEqual({
        address:
          "Write the address of Ray's dashboard with http:// or https://, such as http://10.0.0.5:8265.",
      });
    expect(problemsOf({ kind: 'ray', address: 'http://u:p@a' }).address).toContain('no user name');
    // What is typed for the other kind does not count.
    expect(problemsOf({ address: 'nonsense' })).toEqual({});
  });
});

describe('freePlaceId', () => {
  it.each([
    ['Group cluster', 'group-cluster'],
    ['  GPU (Zürich) ', 'gpu-zurich'],
    ['集群', 'place'],
    ['', 'place'],
    ['HPC', 'hpc-2'],
    ['local', 'local-2'],
    ['x'.repeat(50), 'x'.repeat(36)],
  ])('makes of %j: %s', (name, id) => {
    expect(freePlaceId(name, [slurm])).toBe(id);
  });
});

import { describe, expect, it } from 'vitest';
import { describePlace, placeSchema, type PlaceInput } from '#spec/place';

const ray: PlaceInput = { kind: 'ray', id: 'a', name: 'A', address: 'http://10.0.0.5:8265' };
const slurm: PlaceInput = { kind: 'slurm', id: 'b', name: 'B' };

describe('placeSchema', () => {
  it('fills in what is not said', () => {
    const common = { node: 'node', runtime: null, cores: 2, gpus: 0, jobs: 4 };
    expect(placeSchema.parse(ray)).toEqual({ ...ray, ...common });
    const own = { host: null, folder: 'dni-workbench', options: [] };
    expect(placeSchema.parse(slurm)).toEqual({ ...slurm, ...common, ...own });
  });

  it.each<[string, object]>([
    ['a secret in an address', { ...ray, address: 'http://me:secret@10.0.0.5:8265' }],
    ['a user in an address', { ...ray, address: 'http://me@10.0.0.5:8265' }],
    ['another protocol', { ...ray, address: 'file:///etc/passwd' }],
    ['an address without a host', { ...ray, address: 'http://' }],
    ['an option of ssh as the host', { ...slurm, host: '-oProxyCommand=reboot' }],
    ['a host with spaces', { ...slurm, host: 'a -oProxyCommand=reboot' }],
    ['lines in a name', { ...slurm, name: 'a\n#SBATCH --wrap=reboot' }],
    ['lines in a folder', { ...slurm, folder: 'a\nreboot' }],
    ['lines in an option', { ...slurm, options: ['--partition=a\nreboot'] }],
    ['an option without its hyphens', { ...slurm, options: ['reboot'] }],
    ['a NUL character', { ...slurm, node: 'node\0' }],
    ['an id with a path', { ...slurm, id: '../b' }],
    ['no cores', { ...slurm, cores: 0 }],
    ['a field that there is not', { ...slurm, password: 'secret' }],
  ])('refuses %s', (_, place) => {
    expect(placeSchema.safeParse(place).success).toBe(false);
  });
});

describe('describePlace', () => {
  it('says where it is', () => {
    const texts = [ray, slurm, { ...slurm, host: 'me@login' }].map((place) =>
      describePlace(placeSchema.parse(place)),
    );
    expect(texts).toEqual([
      'Ray at http://10.0.0.5:8265',
      'Slurm on this computer',
      'Slurm at me@login',
    ]);
  });
});

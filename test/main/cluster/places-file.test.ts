import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { PlacesFile } from '#cluster/places-file';
import { placeSchema } from '#spec/place';
import { emptyFolder } from '../storage/helpers';

const placeOf = (id: string, name = id) => placeSchema.parse({ kind: 'slurm', id, name });
let path: string;
let file: PlacesFile;

beforeEach(async () => {
  path = join(await emptyFolder(), 'config', 'places.json');
  file = new PlacesFile(path);
});

describe('PlacesFile', () => {
  it('keeps places in their order, one of an id', async () => {
    expect(await file.list()).toEqual([]);
    await expect(file.get('a')).rejects.toThrow("There is no place 'a': no place is set up yet.");
    // The window and the command line share the file.
    await Promise.all(['a', 'b', 'c'].map((id) => new PlacesFile(path).save(placeOf(id))));
    expect((await file.list()).map(({ id }) => id).sort()).toEqual(['a', 'b', 'c']);
    const order = (await file.list()).map(({ id }) => id);
    await file.save(placeOf('b', 'New'));
    expect((await file.list()).map(({ id }) => id)).toEqual(order);
    expect(await file.get('b')).toMatchObject({ name: 'New' });
    await file.remove('b');
    await expect(file.remove('b')).rejects.toMatchObject({ kind: 'notFound' });
    expect(await file.list()).toHaveLength(2);
  });

  it('adds beside the others, and replaces one where it was', async () => {
    await file.add(placeOf('a'));
    expect((await file.add(placeOf('b'))).map(({ id }) => id)).toEqual(['a', 'b']);
    await expect(file.add(placeOf('a', 'Other'))).rejects.toThrow(
      "There is a place with the id 'a': 'a'.",
    );
    expect((await file.replace('a', placeOf('c'))).map(({ id }) => id)).toEqual(['c', 'b']);
    await expect(file.replace('c', placeOf('b'))).rejects.toMatchObject({ kind: 'conflict' });
    await expect(file.replace('a', placeOf('a'))).rejects.toMatchObject({ kind: 'notFound' });
    expect((await file.list()).map(({ id }) => id)).toEqual(['c', 'b']);
  });

  it('has none with the id of this computer', async () => {
    await file.add(placeOf('a'));
    const here = placeOf('local');
    for (const trial of [file.add(here), file.save(here), file.replace('a', here)])
      await expect(trial).rejects.toThrow("'local' stands for this computer: take another id.");
    expect(await file.list()).toEqual([placeOf('a')]);
  });

  it.each([
    ['no JSON', '{"version": 1,'],
    ['of a newer version', '{"version": 99, "places": []}'],
    [
      'with two places of one id',
      JSON.stringify({ version: 1, places: [placeOf('a'), placeOf('a')] }),
    ],
    ['of another shape', '{"version": 1, "places": [{"kind": "ray"}]}'],
  ])('says so in a sentence where the file is %s, and loses nothing', async (_, text) => {
    await file.save(placeOf('a'));
    await writeFile(path, text);
    const trials = [() => file.list(), () => file.save(placeOf('b')), () => file.remove('a')];
    for (const trial of trials) {
      const error = await trial().then(String, (thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'validation' });
      expect((error as Error).message).toContain(path);
      expect((error as Error).message).not.toContain('\n');
    }
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlaceClient } from '#cluster/place-client';
import { PlacesFile } from '#cluster/places-file';
import { WorkbenchError } from '#spec/errors';
import { placeSchema, type PlaceReport } from '#spec/place';
import { emptyFolder } from '../storage/helpers';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

const input = { kind: 'ray', id: 'a', name: 'A', address: 'http://127.0.0.1:9' } as const;
const place = placeSchema.parse(input);
const report: PlaceReport = { version: '2.60.0', nodes: 1, cores: 2, gpus: 0, probe: null };

let fixture: ServiceFixture;
let path: string;
let project: string;

beforeEach(async () => {
  const folder = await emptyFolder();
  path = join(folder, 'config', 'places.json');
  project = join(folder, 'project');
  const connect = ({ name }: { name: string }): PlaceClient =>
    ({
      test: () =>
        name === 'A'
          ? Promise.resolve(report)
          : Promise.reject(new WorkbenchError('unavailable', `The place '${name}' is gone.`)),
    }) as unknown as PlaceClient;
  fixture = await openServiceFixture({ project, places: { file: new PlacesFile(path), connect } });
});
afterEach(() => fixture.close());

describe('places', () => {
  it('are saved, replaced, removed and announced', async () => {
    expect(await fixture.call('places.list', {})).toEqual([]);
    expect(await fixture.call('places.save', { place: input })).toEqual([place]);
    expect(fixture.events.at(-1)).toEqual({
      event: 'places.changed',
      payload: { places: [place] },
    });
    await expect(fixture.call('places.save', { place: input })).rejects.toMatchObject({
      kind: 'conflict',
    });
    const named = { ...input, name: 'B' };
    expect(await fixture.call('places.save', { place: named, replaces: 'a' })).toEqual([
      { ...place, name: 'B' },
    ]);
    expect(await fixture.call('places.remove', { placeId: 'a' })).toEqual([]);
    expect(fixture.events.at(-1)).toMatchObject({ payload: { places: [] } });
    await expect(
      fixture.call('places.save', { place: input, replaces: 'a' }),
    ).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('are tested before they are saved', async () => {
    expect(await fixture.call('places.test', { place: input })).toEqual(report);
    await expect(fixture.call('places.test', { place: { ...input, name: 'B' } })).rejects.toThrow(
      "The place 'B' is gone.",
    );
    expect(await fixture.call('places.list', {})).toEqual([]);
  });

  it('take no secret and no reserved id', async () => {
    const secret = { ...input, address: 'http://user:password@127.0.0.1:9' };
    await expect(fixture.call('places.save', { place: secret })).rejects.toThrow(
      'An address must have no user name and password',
    );
    await expect(
      fixture.call('places.save', { place: { ...input, id: 'local' } }),
    ).rejects.toMatchObject({ kind: 'validation' });
    await expect(readFile(path)).rejects.toThrow();
  });

  it('come from the user and from no project', async () => {
    const own = {
      version: 1,
      places: [{ ...place, id: 'planted', address: 'http://evil.invalid' }],
    };
    for (const folder of [project, join(project, 'config')]) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'places.json'), JSON.stringify(own));
    }
    await fixture.call('projects.open', { directory: project });
    expect(await fixture.call('places.list', {})).toEqual([]);
    await expect(readFile(path)).rejects.toThrow();
  });
});

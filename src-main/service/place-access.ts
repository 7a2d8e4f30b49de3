import { join } from 'node:path';
import { connectPlace } from '#cluster/connect';
import { JobRunner, type JobRunnerOptions } from '#cluster/job-runner';
import type { PlaceClient } from '#cluster/place-client';
import { PlacesFile } from '#cluster/places-file';
import { configDirectory } from '#files/config-directory';
import type { Place } from '#spec/place';
import { safeName } from '#storage/names';
import { findTfjsPackage, TENSORFLOW_VERSION } from '#tensorflow/runtime/versions';
import type { DiskAccess } from './disk-access';

/** The places to run that a user has set up, and how they are reached. */
export interface PlaceAccess {
  file: PlacesFile;
  /** `signal` ends the requests of the client. */
  connect: (place: Place, signal?: AbortSignal) => PlaceClient;
}

/** Those of the user of this program: the window and the command line share them. */
export function ownPlaces(): PlaceAccess {
  return {
    file: new PlacesFile(join(configDirectory(), 'places.json')),
    connect: (place, signal) =>
      connectPlace(
        place,
        { tensorflow: TENSORFLOW_VERSION, tfjs: findTfjsPackage().version },
        signal,
      ),
  };
}

/**
 * Sends runs to these places and follows their jobs. What a place sends is written into no folder outside of the project: one
 * that comes from elsewhere may hold links.
 */
export function newJobRunner(
  { file, connect }: PlaceAccess,
  access: Pick<DiskAccess, 'assertWritable'>,
  options: Omit<JobRunnerOptions, 'connect' | 'ownPlaces' | 'assertWritable'>,
): JobRunner {
  return new JobRunner({
    ...options,
    connect,
    ownPlaces: () => file.list(),
    assertWritable: ({ directory }, runIds) =>
      access.assertWritable(directory, [
        { path: 'jobs', depth: 1 },
        { path: 'runs', depth: 0 },
        ...runIds.map((id) => ({ path: `runs/${safeName(id, 'run')}`, depth: 3 })),
      ]),
  });
}

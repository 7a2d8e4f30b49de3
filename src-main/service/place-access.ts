import { join } from 'node:path';
import { connectPlace } from '#cluster/connect';
import { JobRunner, type JobRunnerOptions } from '#cluster/job-runner';
import type { PlaceClient } from '#cluster/place-client';
import { PlacesFile } from '#cluster/places-file';
import { configDirectory } from '#files/config-directory';
import type { Place } from '#spec/place';
import { findTfjsPackage, TENSORFLOW_VERSION } from '#tensorflow/runtime/versions';

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

/** Sends runs to these places and follows their jobs. */
export function newJobRunner(
  { file, connect }: PlaceAccess,
  options: Omit<JobRunnerOptions, 'connect' | 'ownPlaces'>,
): JobRunner {
  return new JobRunner({ ...options, connect, ownPlaces: () => file.list() });
}

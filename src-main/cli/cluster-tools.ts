import { join } from 'node:path';
import { connectPlace } from '#cluster/connect';
import { JobRunner, type JobRunnerOptions } from '#cluster/job-runner';
import type { PlaceClient } from '#cluster/place-client';
import { PlacesFile } from '#cluster/places-file';
import { configDirectory } from '#files/config-directory';
import type { Place } from '#spec/place';
import { findTfjsPackage, TENSORFLOW_VERSION } from '#tensorflow/runtime/versions';
import { listNodeProgram } from '../launch/node-program';
import { root } from './program-paths';

export function placesFile(): PlacesFile {
  return new PlacesFile(join(configDirectory(), 'places.json'));
}

export function connect(place: Place): PlaceClient {
  return connectPlace(place, { tensorflow: TENSORFLOW_VERSION, tfjs: findTfjsPackage().version });
}

export function newJobRunner(
  listeners: Pick<JobRunnerOptions, 'onRun' | 'onJob' | 'onTrouble'>,
): JobRunner {
  return new JobRunner({
    ...listeners,
    connect,
    ownPlaces: () => placesFile().list(),
    listProgram: () => listNodeProgram(root),
  });
}

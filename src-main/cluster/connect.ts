import type { Place } from '#spec/place';
import type { PlaceClient } from './place-client';
import type { RuntimeVersions } from './probe';
import { RayClient } from './ray/ray-client';
import { SlurmClient } from './slurm/slurm-client';

/**
 * The client of a place. It connects with its first request. `runtime`: what nodes are asked for when they are tested.
 * `signal` ends all its requests, so that none keeps the program from ending.
 */
export function connectPlace(
  place: Place,
  runtime: RuntimeVersions,
  signal?: AbortSignal,
): PlaceClient {
  return place.kind === 'ray'
    ? new RayClient(place, { runtime, signal })
    : new SlurmClient(place, { runtime, signal });
}

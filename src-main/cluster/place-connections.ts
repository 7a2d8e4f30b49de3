import { isSamePlace, type Place } from '#spec/place';
import type { PlaceClient } from './place-client';
import { StateRequests } from './state-requests';

export interface PlaceConnectionsOptions {
  /** See `JobRunnerOptions`. */
  ownPlaces: () => Promise<readonly Place[]>;
  connect: (place: Place, signal: AbortSignal) => PlaceClient;
  /** Ends all requests. */
  signal: AbortSignal;
  /** For so long, what is asked of a place goes into one request. */
  gatherMs: number;
}

export interface PlaceConnection {
  client: PlaceClient;
  states: StateRequests;
}

/** The clients of the user's places: jobs of one place share its connection, and what is asked at the same time. */
export class PlaceConnections {
  readonly #options: PlaceConnectionsOptions;
  /** By the settings of the place. */
  readonly #connections = new Map<string, PlaceConnection>();

  constructor(options: PlaceConnectionsOptions) {
    this.#options = options;
  }

  /** The connection to a place of a job as the user has set it up; null where it is none of the user's. */
  async find(place: Place): Promise<PlaceConnection | null> {
    const own = (await this.#options.ownPlaces()).find((other) => isSamePlace(other, place));
    if (!own) return null;
    const key = JSON.stringify(own);
    const known = this.#connections.get(key);
    if (known) return known;
    const client = this.#options.connect(own, this.#options.signal);
    const connection = { client, states: new StateRequests(client, this.#options.gatherMs) };
    this.#connections.set(key, connection);
    return connection;
  }
}

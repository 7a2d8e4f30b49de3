import { dirname } from 'node:path';
import { makeFolders } from '#files/create-folders';
import { isOfKind, WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { placesFileSchema, thisComputerId, type Place } from '#spec/place';
import { readVersionedJson, writeJson } from '#storage/versioned-json';
import { whileLocked } from '#storage/while-locked';

/**
 * The places of a user, in one file that the window and the command line share.
 *
 *     const places = new PlacesFile(join(configDirectory(), 'places.json'));
 *     await places.save(place);
 */
export class PlacesFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** In the order in which they were added. Throws `validation` where the file is damaged or newer. */
  async list(): Promise<Place[]> {
    try {
      return (await readVersionedJson(this.#path, placesFileSchema)).places;
    } catch (error) {
      if (isOfKind(error, 'notFound')) return [];
      throw error;
    }
  }

  /** Throws `notFound` where there is none of that id. */
  async get(id: string): Promise<Place> {
    return findPlace(id, await this.list());
  }

  /** Returns all, as the other changes do. Throws `conflict` where there is one of its id. */
  async add(place: Place): Promise<Place[]> {
    throwIfReserved(place);
    return this.#change((places) => {
      throwIfTaken(place, places);
      return [...places, place];
    });
  }

  /** Puts a place where the one of that id was. Throws `notFound`, and `conflict` where a third one has its new id. */
  async replace(id: string, place: Place): Promise<Place[]> {
    throwIfReserved(place);
    return this.#change((places) => {
      const replaced = findPlace(id, places);
      if (place.id !== id) throwIfTaken(place, places);
      return places.map((other) => (other === replaced ? place : other));
    });
  }

  /** Adds a place, or puts it where the one of its id was. */
  async save(place: Place): Promise<Place[]> {
    throwIfReserved(place);
    return this.#change((places) =>
      places.some(({ id }) => id === place.id)
        ? places.map((other) => (other.id === place.id ? place : other))
        : [...places, place],
    );
  }

  /** Jobs that run there go on, and are followed. Throws `notFound`. */
  async remove(id: string): Promise<Place[]> {
    return this.#change((places) => {
      const removed = findPlace(id, places);
      return places.filter((other) => other !== removed);
    });
  }

  async #change(change: (places: Place[]) => Place[]): Promise<Place[]> {
    await makeFolders(dirname(this.#path));
    return whileLocked(`${this.#path}.lock`, this.#path, async () => {
      const places = change(await this.list());
      await writeJson(this.#path, { version: formatVersion, places });
      return places;
    });
  }
}

function findPlace(id: string, places: readonly Place[]): Place {
  const found = places.find((place) => place.id === id);
  if (found) return found;
  const known = places.map((place) => `'${place.id}'`).join(', ');
  throw new WorkbenchError(
    'notFound',
    known === ''
      ? `There is no place '${id}': no place is set up yet. Add one in Settings, Compute, or with \`places add\`.`
      : `There is no place '${id}'. There are ${known}.`,
  );
}

function throwIfReserved({ id }: Place): void {
  if (id === thisComputerId)
    throw new WorkbenchError('validation', `'${id}' stands for this computer: take another id.`);
}

function throwIfTaken({ id }: Place, places: readonly Place[]): void {
  const other = places.find((place) => place.id === id);
  if (other)
    throw new WorkbenchError('conflict', `There is a place with the id '${id}': '${other.name}'.`);
}

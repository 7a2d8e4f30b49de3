import { dirname } from 'node:path';
import { makeFolders } from '#files/create-folders';
import { WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { placesFileSchema, type Place } from '#spec/place';
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
      if (error instanceof WorkbenchError && error.kind === 'notFound') return [];
      throw error;
    }
  }

  /** Throws `notFound` where there is none of that id. */
  async get(id: string): Promise<Place> {
    const places = await this.list();
    const place = places.find((other) => other.id === id);
    if (place) return place;
    const known = places.map((other) => `'${other.id}'`).join(', ');
    throw new WorkbenchError(
      'notFound',
      known === ''
        ? `There is no place '${id}': no place is set up yet. \`places add\` adds one.`
        : `There is no place '${id}'. There are ${known}.`,
    );
  }

  /** Adds a place, or puts it in place of the one with its id. */
  async save(place: Place): Promise<void> {
    await this.#change((places) =>
      places.some(({ id }) => id === place.id)
        ? places.map((other) => (other.id === place.id ? place : other))
        : [...places, place],
    );
  }

  /** Jobs that run there go on, and are followed. Throws `notFound`. */
  async remove(id: string): Promise<void> {
    await this.get(id);
    await this.#change((places) => places.filter((other) => other.id !== id));
  }

  async #change(change: (places: Place[]) => Place[]): Promise<void> {
    await makeFolders(dirname(this.#path));
    await whileLocked(`${this.#path}.lock`, this.#path, async () => {
      const places = change(await this.list());
      await writeJson(this.#path, { version: formatVersion, places });
    });
  }
}

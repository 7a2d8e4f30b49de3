import { isSamePlace, thisComputerId, type Place } from '#spec/place';
import { asText } from './preferences';
import { loadProjectPreference, saveProjectPreference } from './project-preferences';
import { session } from './session.svelte';

/** The places of the user where runs can train beside this computer, and the one that is chosen in this project. */
export class Places {
  list = $state.raw<readonly Place[]>([]);
  isLoaded = $state(false);

  #chosenId = $state(thisComputerId);
  /** Where runs that are started go: a place that is set up, or `thisComputerId`. */
  targetId = $derived(this.find(this.#chosenId)?.id ?? thisComputerId);
  /** The same; null for this computer. */
  target = $derived(this.find(this.targetId));

  constructor() {
    session.onProjectOpened((project) => {
      this.#chosenId = loadProjectPreference(project, 'place', thisComputerId, asText);
      void session.attempt(() => this.load());
    });
    session.on('places.changed', ({ places }) => this.set(places));
  }

  /** Throws WorkbenchError where the file of the places is damaged. */
  async load(): Promise<void> {
    this.set(await session.call('places.list', {}));
  }

  set(list: readonly Place[]): void {
    this.list = list;
    this.isLoaded = true;
  }

  find(id: string): Place | null {
    return this.list.find((place) => place.id === id) ?? null;
  }

  /** The place where the jobs of another one are, which the file of a job names; null where the user has not set it up. */
  findSame(place: Place): Place | null {
    return this.list.find((own) => isSamePlace(own, place)) ?? null;
  }

  /** `on this computer`, `at Group cluster`. */
  where(id: string): string {
    return id === thisComputerId ? 'on this computer' : `at ${this.find(id)?.name ?? id}`;
  }

  /** Chooses where runs of this project go from now on. */
  choose(id: string): void {
    this.#chosenId = id;
    if (session.project) saveProjectPreference(session.project, 'place', id);
  }
}

export const places = new Places();

import { describeReport } from '#analysis/describe-place';
import { messageOf } from '#spec/errors';
import type { Place, PlaceReport } from '#spec/place';
import { session } from '../stores/session.svelte';

export interface PlaceFinding {
  state: 'good' | 'incomplete' | 'failed';
  sentences: string[];
}

export interface PlaceTest {
  /** As it was when it was asked. */
  place: Place;
  /** Null while it is asked. */
  finding: PlaceFinding | null;
  /** When it has answered, in milliseconds since the epoch. */
  ended: number | null;
}

/** The latest test of each place since the window was opened. */
export class PlaceTests {
  #byId = $state.raw<Readonly<Record<string, PlaceTest>>>({});

  /** Null where what would be asked has changed since. */
  of(place: Place): PlaceTest | null {
    const test = this.#byId[place.id];
    return test && asksTheSame(test.place, place) ? test : null;
  }

  /** Takes at most a minute. That a place cannot be reached is a finding too. */
  async start(place: Place): Promise<void> {
    const asked: PlaceTest = { place, finding: null, ended: null };
    this.#set(place.id, asked);
    const finding = await session.call('places.test', { place }).then(
      (report) => findingOf(place, report),
      (error: unknown): PlaceFinding => ({ state: 'failed', sentences: [messageOf(error)] }),
    );
    if (this.#byId[place.id] === asked) this.#set(place.id, { place, finding, ended: Date.now() });
  }

  /** Waits no more. The short job that asks a node ends by itself. */
  cancel({ id }: Place): void {
    this.#set(id, undefined);
  }

  #set(id: string, test: PlaceTest | undefined): void {
    const others = Object.entries(this.#byId).filter(([other]) => other !== id);
    this.#byId = { ...Object.fromEntries(others), ...(test && { [id]: test }) };
  }
}

function findingOf(place: Place, report: PlaceReport): PlaceFinding {
  const { isReady, summary, notes } = describeReport(place, report);
  return { state: isReady ? 'good' : 'incomplete', sentences: [summary, ...notes] };
}

function asksTheSame(one: Place, other: Place): boolean {
  const asked = (place: Place): string => JSON.stringify({ ...place, name: '', jobs: 0 });
  return asked(one) === asked(other);
}

export const placeTests = new PlaceTests();

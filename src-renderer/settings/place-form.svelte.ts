import type { Place } from '#spec/place';
import { places } from '../stores/places.svelte';
import { session } from '../stores/session.svelte';
import { compute } from './compute.svelte';
import { draftOf, freePlaceId, parseDraft, type PlaceDraft } from './place-draft';

/** The form of one place, new or saved. What is typed stays while another view is shown. */
export class PlaceForm {
  draft = $state<PlaceDraft | null>(null);
  isSaving = $state(false);
  /** Whether problems are shown of fields that were not touched yet. */
  isTried = $state(false);
  #edited = $state.raw<Place | null>(null);

  /** The saved place that is edited; null for a new one, and where another window has removed it. */
  edited = $derived(this.#edited && places.find(this.#edited.id));
  readonly #others = $derived(places.list.filter(({ id }) => id !== this.edited?.id));
  id = $derived(this.edited?.id ?? freePlaceId(this.draft?.name ?? '', this.#others));
  readonly #parsed = $derived(this.draft && parseDraft(this.draft, this.id, this.#others));
  problems = $derived(this.#parsed?.problems ?? {});
  /** Null where something is wrong. */
  place = $derived(this.#parsed?.place ?? null);

  /** A draft of a new place that is open already stays. */
  add(): void {
    if (!this.draft || this.edited) this.#open(null);
  }

  edit(place: Place): void {
    this.#open(place);
  }

  close(): void {
    this.draft = null;
    this.#edited = null;
  }

  /** Returns whether it was saved: not where a field is wrong. */
  async save(): Promise<boolean> {
    const { place } = this;
    if (!place) return false;
    this.isSaving = true;
    const list = await session.attempt(() =>
      session.call('places.save', { place, replaces: this.edited?.id }),
    );
    this.isSaving = false;
    if (!list) return false;
    places.set(list);
    this.close();
    return true;
  }

  #open(place: Place | null): void {
    this.draft = draftOf(place);
    this.#edited = place;
    this.isTried = false;
  }
}

export const placeForm = new PlaceForm();

/** Takes a place from the list. Its jobs go on, and are followed. */
export async function removePlace(place: Place): Promise<void> {
  const list = await session.attempt(() => session.call('places.remove', { placeId: place.id }));
  if (!list) return;
  places.set(list);
  session.notify(`'${place.name}' was removed. Jobs that are there go on.`, 'info', {
    label: 'Undo',
    run: () =>
      void session.attempt(async () => places.set(await session.call('places.save', { place }))),
  });
}

/** The id of the heading of the places. */
export const placesHeading = 'places-to-run';

/** The button that opens the form of a place; null: of a new one. */
export function findOpener(placeId: string | null): HTMLElement | null {
  const value = placeId ?? '';
  return document.querySelector<HTMLElement>(`[data-opens-place="${value}"]`);
}

/** Shows the places in Settings, and gives the focus to one of them; null: to the button for a new one. */
export function openPlaces(placeId: string | null = null): void {
  session.show('settings');
  void focusPlace(placeId);
}

async function focusPlace(placeId: string | null): Promise<void> {
  // What stands above the places is then as tall as it will be.
  if (!compute.details) await session.attempt(() => compute.load());
  requestAnimationFrame(() => {
    const opener = findOpener(placeId);
    if (opener) {
      opener.scrollIntoView({ block: 'center' });
      opener.focus();
    } else document.getElementById(placesHeading)?.scrollIntoView();
  });
}

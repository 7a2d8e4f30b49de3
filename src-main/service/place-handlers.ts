import type { Handlers } from '#api/commands';
import type { EmitEvent } from '#api/events';
import type { Place } from '#spec/place';
import type { PlaceAccess } from './place-access';

type PlaceHandlers = Pick<
  Handlers,
  'places.list' | 'places.save' | 'places.remove' | 'places.test'
>;

export function placeHandlers({ file, connect }: PlaceAccess, emit: EmitEvent): PlaceHandlers {
  const announce = (places: Place[]): Place[] => {
    emit('places.changed', { places });
    return places;
  };
  return {
    'places.list': () => file.list(),
    'places.save': async ({ place, replaces }) =>
      announce(await (replaces === undefined ? file.add(place) : file.replace(replaces, place))),
    'places.remove': async ({ placeId }) => announce(await file.remove(placeId)),
    'places.test': ({ place }) => connect(place).test(),
  };
}

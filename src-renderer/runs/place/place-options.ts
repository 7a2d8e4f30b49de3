import { describePlace, thisComputerId, type Place } from '#spec/place';

export interface PlaceOption {
  value: string;
  label: string;
  /** Where it is: `Slurm at login.example.org`. */
  detail: string;
}

/** Where a run can train: this computer, and the places of the user. */
export function listPlaceOptions(places: readonly Place[]): PlaceOption[] {
  return [
    { value: thisComputerId, label: 'This computer', detail: '' },
    ...places.map((place) => ({
      value: place.id,
      label: place.name,
      detail: describePlace(place),
    })),
  ];
}

import type { NumberColumn } from '#spec/curves';

/** The largest error of a value, relative to it, with which it is sent: that of float32 is below 6e-8. */
const maxError = 1e-6;
/** The largest error of a place on the x axis, relative to its distance from the place before. */
const maxShift = 1e-3;

/** Values as float32, unless one of them would become infinite, zero or another whole number. */
export function narrowValues(values: Float64Array): NumberColumn {
  for (const value of values) {
    const error = Math.abs(Math.fround(value) - value);
    if (error > maxError * Math.abs(value) || (error > 0 && Number.isInteger(value))) return values;
  }
  return new Float32Array(values);
}

/** Places on the x axis as float32, unless their distances would change visibly, as those of late seconds do. */
export function narrowPlaces(places: Float64Array): NumberColumn {
  let last = NaN;
  for (const place of places) {
    const error = Math.abs(Math.fround(place) - place);
    if (error > 0 && (Number.isInteger(place) || error > maxShift * Math.abs(place - last)))
      return places;
    last = place;
  }
  return new Float32Array(places);
}

import type { NumberColumn } from '#spec/curves';
import { newFloat32Column } from '../column-pool';

/** The largest error of a value, relative to it, with which it is sent: that of float32 is below 6e-8. */
const maxError = 1e-6;
/** The largest error of a place on the x axis, relative to its distance from the place before. */
const maxShift = 1e-3;

/** The values of some rows as float32, unless one of them would become infinite, zero or another whole number. */
export function pickValues(column: Float64Array, rows: Uint32Array): NumberColumn {
  const picked = newFloat32Column(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const value = column[rows[index] as number] as number;
    picked[index] = value;
    const error = Math.abs((picked[index] as number) - value);
    if (error > maxError * Math.abs(value) || (error > 0 && Math.floor(value) === value))
      return pick(column, rows);
  }
  return picked;
}

/** Places on the x axis as float32, unless their distances would change visibly, as those of late seconds do. */
export function pickPlaces(column: Float64Array, rows: Uint32Array): NumberColumn {
  const picked = newFloat32Column(rows.length);
  let last = NaN;
  for (let index = 0; index < rows.length; index += 1) {
    const place = column[rows[index] as number] as number;
    picked[index] = place;
    const error = Math.abs((picked[index] as number) - place);
    if (error > 0 && (Math.floor(place) === place || error > maxShift * Math.abs(place - last)))
      return pick(column, rows);
    last = place;
  }
  return picked;
}

/** The numbers of a column in some rows. */
export function pick(column: Float64Array, rows: Uint32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1)
    picked[index] = column[rows[index] as number] as number;
  return picked;
}

/**
 * Where a value is on an axis: 0 at its minimum, 1 at its maximum.
 *
 * @param {import('./page-data.js').Axis} axis
 * @param {number} value
 */
export function fractionOn({ isLog, min, max }, value) {
  return isLog ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
}

/**
 * The value at a place of an axis.
 *
 * @param {import('./page-data.js').Axis} axis
 * @param {number} fraction
 */
export function valueAt({ isLog, min, max }, fraction) {
  return isLog ? min * (max / min) ** fraction : min + (max - min) * fraction;
}

/**
 * The index of the place that is nearest to a value, the last of equal ones: where a line breaks, it has a place twice.
 * -1 where there is none. Places need not rise.
 *
 * @param {ArrayLike<number>} places
 * @param {number} value
 */
export function nearestIndex(places, value) {
  let best = -1;
  let distance = Infinity;
  for (let at = 0; at < places.length; at += 1) {
    const between = Math.abs(places[at] - value);
    if (between <= distance) {
      best = at;
      distance = between;
    }
  }
  return best;
}

/**
 * All places of lines within an axis, each once and rising: where the keyboard moves the crosshair.
 *
 * @param {readonly { x: ArrayLike<number> }[]} tracks
 * @param {import('./page-data.js').Axis} axis
 * @returns {number[]}
 */
export function placesOf(tracks, axis) {
  const places = new Set();
  for (const { x } of tracks)
    for (let at = 0; at < x.length; at += 1) {
      const fraction = fractionOn(axis, x[at]);
      if (fraction >= -1e-9 && fraction <= 1 + 1e-9) places.add(x[at]);
    }
  return [...places].sort((a, b) => a - b);
}

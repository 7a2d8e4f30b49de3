import { fractionOn, nearestIndex, placesOf, valueAt } from './axis-places.js';
import { formatOn, namePlace } from './number-text.js';

/** Lines that are read out, at most: the legend has all of them. */
const spokenLines = 6;

/**
 * @typedef {{ series: number, value: number, lower: number, upper: number, n: number }} Reading
 */

/**
 * The values of all lines at a place, each at its own nearest point.
 *
 * @param {readonly import('./page-data.js').Track[]} tracks
 * @param {number} place
 * @returns {Reading[]}
 */
export function readTracks(tracks, place) {
  return tracks.flatMap(({ series, x, y, lower, upper, n }) => {
    const at = nearestIndex(x, place);
    // A line says nothing beyond its ends.
    if (
      at < 0 ||
      place < Math.min(x[0], x[x.length - 1]) ||
      place > Math.max(x[0], x[x.length - 1])
    )
      return [];
    const read = (/** @type {ArrayLike<number> | null} */ column) => (column ? column[at] : NaN);
    return [{ series, value: y[at], lower: read(lower), upper: read(upper), n: read(n) }];
  });
}

/**
 * The values that lie at every place of a panel.
 *
 * @param {import('./page-data.js').Panel} panel
 * @returns {Reading[]}
 */
export function readLevels({ levels }) {
  return levels.map(({ series, value, lower, upper }) => ({
    series,
    value,
    lower: lower ?? NaN,
    upper: upper ?? NaN,
    n: NaN,
  }));
}

/**
 * The line that is nearest to a height of the panel.
 *
 * @param {readonly Reading[]} readings
 * @param {import('./page-data.js').Axis} axis
 * @param {number} fraction from the lower edge
 */
export function nearestReading(readings, axis, fraction) {
  const heights = readings.map(({ value }) => fractionOn(axis, value));
  const index = nearestIndex(heights, fraction);
  return index < 0 ? null : readings[index];
}

/**
 * A crosshair for the lines of a panel. It is a slider: arrow keys move it from point to point.
 *
 * @param {import('./page-data.js').PageFigure} figure
 * @param {import('./page-data.js').Panel} panel
 * @param {ReturnType<typeof import('./legend-rows.js').makeLegend>} legend
 * @param {HTMLElement} area what lies over the panel
 */
export function addCrosshair(figure, panel, legend, area) {
  const levels = readLevels(panel);
  legend.keep(levels, panel.y);
  const places = placesOf(panel.tracks, panel.x);
  if (places.length === 0) return;
  const line = document.createElement('div');
  line.className = 'crosshair';
  const label = document.createElement('div');
  label.className = 'reading';
  area.append(line, label);
  area.setAttribute('role', 'slider');
  area.setAttribute('aria-valuemin', '1');
  area.setAttribute('aria-valuemax', String(places.length));
  let index = places.length - 1;
  setText(index);

  /** @param {number} at */
  function setText(at) {
    const place = places[at];
    const readings = [...readTracks(panel.tracks, place), ...levels];
    const words = readings
      .slice(0, spokenLines)
      .map(({ series, value }) => `${figure.series[series].label}: ${formatOn(panel.y, value)}`);
    const more =
      readings.length > spokenLines ? `; ${readings.length - spokenLines} more in the legend` : '';
    area.setAttribute('aria-valuenow', String(at + 1));
    area.setAttribute('aria-valuetext', `${namePlace(panel.x, place)}. ${words.join('; ')}${more}`);
    return readings;
  }

  /** @param {number} at @param {number | null} height */
  function show(at, height) {
    index = Math.max(0, Math.min(places.length - 1, at));
    const readings = setText(index);
    const fraction = fractionOn(panel.x, places[index]);
    const nearest = height === null ? null : nearestReading(readings, panel.y, height);
    line.style.left = label.style.left = `${100 * fraction}%`;
    label.classList.toggle('left', fraction > 0.5);
    label.textContent = nearest
      ? `${namePlace(panel.x, places[index])} · ${figure.series[nearest.series].label}: ${formatOn(panel.y, nearest.value)}`
      : namePlace(panel.x, places[index]);
    area.classList.add('active');
    legend.show(readings, panel.y);
    legend.mark(nearest ? nearest.series : null);
  }

  function hide() {
    area.classList.remove('active');
    legend.clear();
    legend.mark(null);
  }

  area.addEventListener('pointermove', (event) => {
    const box = area.getBoundingClientRect();
    const place = valueAt(panel.x, (event.clientX - box.left) / box.width);
    show(nearestIndex(places, place), 1 - (event.clientY - box.top) / box.height);
  });
  area.addEventListener('pointerleave', () => (document.activeElement === area ? null : hide()));
  area.addEventListener('focus', () => show(index, null));
  area.addEventListener('blur', hide);
  area.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.round(places.length / 10));
    const moves = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageUp: page,
      PageDown: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (event.key === 'Escape') hide();
    if (move === undefined) return;
    event.preventDefault();
    show(index + move, null);
  });
}

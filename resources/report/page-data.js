/**
 * The numbers of the figures, as `src-main/exchange/report/html/figure-data.ts` writes them into the page.
 *
 * @typedef {{ label: string, isLog: boolean, min: number, max: number, categories: string[] | null, factor: number, suffix: string }} Axis
 * @typedef {{ series: number, x: Column, y: Column, lower: Column | null, upper: Column | null, n: ArrayLike<number> | null }} Track
 * @typedef {{ series: number, value: number, lower: number | null, upper: number | null }} Level
 * @typedef {{ series: number | null, x: number, y: number, text: string | null }} Mark
 * @typedef {{ left: number, top: number, width: number, height: number }} Box
 * @typedef {{ title: string | null, box: Box, x: Axis, y: Axis, tracks: Track[], levels: Level[], marks: Mark[] }} Panel
 * @typedef {{ title: string, series: { label: string }[], panels: Panel[] }} PageFigure
 * @typedef {Float32Array | Float64Array} Column
 */

/**
 * @param {string} text JSON
 * @returns {{ width: number, figures: PageFigure[] }}
 */
export function readPageData(text) {
  const data = JSON.parse(text);
  const columns = data.columns.map(decodeColumn);
  const optional = (/** @type {number | null} */ index) => (index === null ? null : columns[index]);
  for (const figure of data.figures)
    for (const panel of figure.panels) {
      const [left, top, width, height] = panel.box;
      panel.box = { left, top, width, height };
      for (const track of panel.tracks) {
        track.x = columns[track.x];
        track.y = columns[track.y];
        track.lower = optional(track.lower);
        track.upper = optional(track.upper);
        if (track.n) track.n = columns[track.n.column] ?? repeat(track.n.same, track.x.length);
      }
    }
  return data;
}

/**
 * @param {number} value
 * @param {number} count
 */
function repeat(value, count) {
  return new Float64Array(count).fill(value);
}

/**
 * @param {{ type: string, data: string }} column
 * @returns {Column}
 */
export function decodeColumn({ type, data }) {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  return type === 'f4' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
}

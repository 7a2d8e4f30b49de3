import { fractionOn } from './axis-places.js';
import { formatOn } from './number-text.js';

/**
 * What a mark says: `DNI · Rate 0.01, Test error 2.1 %`.
 *
 * @param {import('./page-data.js').PageFigure} figure
 * @param {import('./page-data.js').Panel} panel
 * @param {import('./page-data.js').Mark} mark
 */
export function describeMark(figure, panel, { series, x, y, text }) {
  const part = (/** @type {import('./page-data.js').Axis} */ axis, /** @type {number} */ value) =>
    `${axis.label ? `${axis.label} ` : ''}${formatOn(axis, axis.categories ? Math.round(value) : value)}`;
  const name = series === null ? '' : `${figure.series[series].label} · `;
  const value = text === null ? '' : `: ${text}`;
  return `${name}${part(panel.x, x)}, ${part(panel.y, y)}${value}`;
}

/**
 * Points, bars, boxes and cells of a panel answer to the pointer one by one, and to arrow keys from left to right.
 *
 * @param {import('./page-data.js').PageFigure} figure
 * @param {import('./page-data.js').Panel} panel
 * @param {ReturnType<typeof import('./legend-rows.js').makeLegend>} legend
 * @param {HTMLElement} area what lies over the panel
 */
export function addMarks(figure, panel, legend, area) {
  const marks = panel.marks
    .map((mark) => ({ mark, left: fractionOn(panel.x, mark.x), up: fractionOn(panel.y, mark.y) }))
    .filter(({ left, up }) => left >= 0 && left <= 1 && up >= 0 && up <= 1)
    .sort((a, b) => a.left - b.left || a.up - b.up);
  if (marks.length === 0) return;
  const dot = document.createElement('div');
  dot.className = 'dot';
  const label = document.createElement('div');
  label.className = 'reading';
  area.append(dot, label);
  area.setAttribute('role', 'slider');
  area.setAttribute('aria-valuemin', '1');
  area.setAttribute('aria-valuemax', String(marks.length));
  let index = 0;
  setText();

  function setText() {
    const text = describeMark(figure, panel, marks[index].mark);
    area.setAttribute('aria-valuenow', String(index + 1));
    area.setAttribute('aria-valuetext', text);
    return text;
  }

  /** @param {number} at */
  function show(at) {
    index = Math.max(0, Math.min(marks.length - 1, at));
    const { mark, left, up } = marks[index];
    dot.style.left = label.style.left = `${100 * left}%`;
    dot.style.top = `${100 * (1 - up)}%`;
    label.classList.toggle('left', left > 0.5);
    label.textContent = setText();
    area.classList.add('active');
    legend.mark(mark.series);
  }

  function hide() {
    area.classList.remove('active');
    legend.mark(null);
  }

  area.addEventListener('pointermove', (event) => {
    const box = area.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const up = 1 - (event.clientY - box.top) / box.height;
    const distances = marks.map((mark) =>
      Math.hypot((mark.left - across) * box.width, (mark.up - up) * box.height),
    );
    show(distances.indexOf(Math.min(...distances)));
  });
  area.addEventListener('pointerleave', () => (document.activeElement === area ? null : hide()));
  area.addEventListener('focus', () => show(index));
  area.addEventListener('blur', hide);
  area.addEventListener('keydown', (event) => {
    const moves = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      Home: -Infinity,
      End: Infinity,
    };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (event.key === 'Escape') hide();
    if (move === undefined) return;
    event.preventDefault();
    show(index + move);
  });
}

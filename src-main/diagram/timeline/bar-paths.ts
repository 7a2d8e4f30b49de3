import type { Bar, BarKind } from './module-timeline';

/** The shares of a row's height at which the bars of a kind begin and end. */
const spans: Readonly<Record<BarKind, readonly [number, number]>> = {
  forward: [0.1, 0.9],
  'backward-true': [0.1, 0.9],
  'backward-synthetic': [0.1, 0.9],
  update: [0.26, 0.74],
  'interface-update': [0, 1],
  waiting: [0.1, 0.9],
  'many-steps': [0.1, 0.9],
};

/**
 * The bars of a row as one SVG path for each kind, in a box that is `duration` wide and 1 high: for rows of so many bars
 * that an element for each of them would be slow and too narrow to be pointed at. Instants get the width `instant`.
 */
export function drawBarPaths(bars: readonly Bar[], instant: number): Map<BarKind, string> {
  const paths = new Map<BarKind, string>();
  for (const { kind, start, end } of bars) {
    const [top, bottom] = spans[kind];
    const right = Math.max(end, start + instant);
    const path = `M${round(start)},${top}H${round(right)}V${bottom}H${round(start)}Z`;
    paths.set(kind, (paths.get(kind) ?? '') + path);
  }
  return paths;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** A figure whose places on the page can be worked out by hand. */
import type { Figure, FigureLayer } from '#chart/figure';
import { resolveFigureStyle, type FigureStyle } from '#spec/figure-style';
import { axis, figure, panel, series } from './figures';

/**
 * Text of 11 points makes a pixel of the window one point, and empty labels have no width. So the plot begins at 3 (padding)
 * + 4 (tick) + 3 (gap) = 10 from the left and ends 3 from the right. A line of text is 11 · 1.22 = 13.42 high: above the plot
 * is half of the label of the uppermost tick, 6.71, below it a tick, a gap and a line of labels, 20.42, each with 3 of padding.
 */
export const plot = { left: 10, right: 297, top: 9.71, bottom: 176.58 };

export const style: FigureStyle = resolveFigureStyle({
  ...{ width: 300, height: 200, fontSize: 11, legend: 'none' },
  ...{ hasTitle: false, hasNotes: false },
});

const unlabelled = { ticks: [0, 5, 10].map((value) => ({ value, label: '' })), min: 0, max: 10 };

export function handMade(layers: FigureLayer[], isLog = false): Figure {
  const y = isLog
    ? { isLog, min: 0.01, max: 1, ticks: [0.01, 0.1, 1].map((value) => ({ value, label: '' })) }
    : unlabelled;
  return figure([panel(layers, { x: axis('', [], unlabelled), y: axis('', [], y) })], {
    series: [series('DNI'), series('Backpropagation', { color: '#d97a1f' })],
  });
}

/** How series are told apart: by colour as on the screen, or by greys, dashes and shapes in print. */
import type { Figure, FigureSeries } from '#chart/figure';
import { greyOf } from './greys';

/** Shapes that tell series apart. */
const shapes = ['circle', 'square', 'triangle', 'diamond', 'pentagon'] as const;

export interface SeriesLook {
  color: string;
  /** In pixels of a chart of the window. */
  dash: readonly number[];
  /** The dash that the figure gives the series. */
  ownDash: readonly number[];
  shape: (typeof shapes)[number];
  /** Whether the shape is needed to tell the series apart. */
  hasShapes: boolean;
}

/** Text and lines that are of no series. */
export const inks = {
  text: '#1d2126',
  soft: '#50555d',
  axis: '#8d9199',
  grid: '#e1e3e6',
} as const;

/** Neutral ink where `series` is null. */
export type LookOf = (series: number | null) => SeriesLook;

const neutral: SeriesLook = {
  color: inks.soft,
  dash: [],
  ownDash: [],
  shape: 'circle',
  hasShapes: false,
};

export function chooseLooks({ series }: Figure, isGreySafe: boolean): LookOf {
  const looks = isGreySafe ? greyLooks(series) : series.map(colorLook);
  return (index) => (index === null ? neutral : (looks[index] ?? neutral));
}

const colorLook = ({ color, dash }: FigureSeries): SeriesLook => ({
  color,
  dash,
  ownDash: dash,
  shape: 'circle',
  hasShapes: false,
});

/** Patterns where none of the series has one. */
const dashes: readonly (readonly number[])[] = [[], [9, 3], [2, 3], [9, 3, 2, 3], [18, 4]];
/** The lightness of the lightest series: three to one against white paper. */
const lightest = 61;

/**
 * One grey and shape for each colour, so that series of one colour still belong together. Where the figure has no dashes, the
 * colours get them too.
 */
function greyLooks(series: readonly FigureSeries[]): SeriesLook[] {
  const colors = [...new Set(series.map(({ color }) => color))];
  const hasDashes = series.some(({ dash }) => dash.length > 0);
  return series.map(({ color, dash }) => {
    const index = colors.indexOf(color);
    return {
      color: greyOf((lightest * index) / Math.max(1, colors.length - 1)),
      ownDash: dash,
      dash: hasDashes ? dash : (dashes[index % dashes.length] ?? []),
      shape: shapes[index % shapes.length] ?? 'circle',
      hasShapes: colors.length > 1,
    };
  });
}

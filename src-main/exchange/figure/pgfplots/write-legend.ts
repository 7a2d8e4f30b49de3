import type { FigureLayout, PanelLayout } from '../layout/layout-figure';
import type { SeriesMarks } from '../layout/legend';
import type { Ruler } from '../layout/ruler';
import type { LookOf, SeriesLook } from '../layout/series-looks';
import type { ColorNames } from './color-names';
import { writeLines } from './write-axis';
import { markOptions, strokeOptions } from './write-layers';

type Legend = NonNullable<FigureLayout['legend']>;

/** The legend as that of one axis, at its place on the page. */
export function legendOptions(legend: Legend, { plot }: PanelLayout): string[] {
  const x = (legend.x - plot.left) / (plot.right - plot.left);
  const y = (plot.bottom - legend.y) / (plot.bottom - plot.top);
  const style = [
    `at={(${formatPart(x)},${formatPart(y)})}`,
    'anchor=north west',
    'draw=none',
    'fill=none',
    'inner sep=0pt',
    'cells={anchor=west, align=left}',
    'nodes={inner xsep=2bp, inner ysep=0pt}',
    '/tikz/every even column/.append style={column sep=6bp}',
  ];
  return [
    `legend columns=${findRows(legend)[0]?.length ?? 1}`,
    `legend style={${style.join(', ')}}`,
  ];
}

const formatPart = (part: number): string => String(Math.round(part * 1e4) / 1e4);

/** The entries row by row, where the layout goes column by column; an empty one where a column is shorter. */
function findRows({ entries }: Legend): (Legend['entries'][number] | null)[][] {
  const columns = [...new Set(entries.map(({ x }) => x))];
  const rows = [...new Set(entries.map(({ y }) => y))];
  return rows.map((y) =>
    columns.map((x) => entries.find((entry) => entry.x === x && entry.y === y) ?? null),
  );
}

export function writeLegend(
  legend: Legend,
  marks: ReadonlyMap<number, SeriesMarks>,
  { lookOf, ruler, colors }: { lookOf: LookOf; ruler: Ruler; colors: ColorNames },
): string[] {
  return findRows(legend)
    .flat()
    .flatMap((entry) => {
      const series = entry?.series ?? null;
      const drawn = series === null ? undefined : marks.get(series);
      const image = drawn ? imageOptions(lookOf(series), drawn, ruler, colors) : ['empty legend'];
      return [
        `\\addlegendimage{${image.join(', ')}}`,
        // A strut gives all entries the same height, and so one baseline.
        `\\addlegendentry{\\strut ${writeLines(entry?.lines ?? [])}}`,
      ];
    });
}

function imageOptions(
  { color, dash, ownDash, shape, hasShapes }: SeriesLook,
  { hasLine, hasGuide, hasArea, marker, box }: SeriesMarks,
  { pixel }: Ruler,
  colors: ColorNames,
): string[] {
  const name = colors.nameOf(color);
  if (!hasLine && (box !== null || hasArea))
    return [
      'area legend',
      `fill=${name}`,
      ...(box === 'fill' ? [] : ['fill opacity=0.2']),
      box === 'outline' ? `draw=${name}` : 'draw opacity=0',
    ];
  const paint = { color, opacity: 1 };
  const line = (dashes: readonly number[], width: number): string[] =>
    strokeOptions(
      { ...paint, width: width * pixel, dash: dashes.map((part) => part * pixel) },
      colors,
    );
  const mark = (radius: number): string[] => {
    const drawn = hasShapes && (hasLine || marker === 'circle') ? shape : (marker ?? 'circle');
    return markOptions({ shape: drawn, radius: radius * pixel, paint, width: 1.5 * pixel }, colors);
  };
  if (hasLine) return [...line(dash, 1.5), ...(hasShapes ? mark(2.6) : ['no markers'])];
  if (marker !== null) return ['only marks', ...mark(3.5)];
  return hasGuide ? [...line(ownDash, 1), 'no markers'] : ['empty legend'];
}

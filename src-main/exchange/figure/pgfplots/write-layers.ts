/** What is drawn within the axes, as commands of pgfplots with values of these axes. */
import { escapeLatex } from '#analysis/tables/latex-escape';
import type { Drawing, DrawnMarks, DrawnPath, DrawnText, MarkShape, Stroke } from '../drawings';
import { formatLength } from '../numbers';
import type { AxisNumbers } from './axis-numbers';
import type { ColorNames } from './color-names';

/** Points on a line of the file. */
const pointsOfLine = 8;

export function writeLayers(
  drawings: readonly Drawing[],
  numbers: AxisNumbers,
  colors: ColorNames,
): string[] {
  return drawings.flatMap((drawing): string[] => {
    if (drawing.kind === 'path') return writePath(drawing, numbers, colors);
    if (drawing.kind === 'marks') return [writeMarks(drawing, numbers, colors)];
    return drawing.kind === 'text' ? [writeText(drawing, numbers, colors)] : [];
  });
}

/** With `unbounded coords=jump`. */
const breakOfLine = '\n(nan,nan)\n';

function writePath(
  { parts, fill, stroke }: DrawnPath,
  numbers: AxisNumbers,
  colors: ColorNames,
): string[] {
  const options = [
    fill ? `fill=${colors.nameOf(fill.color)}` : null,
    fill && fill.opacity < 1 ? `fill opacity=${formatLength(fill.opacity)}` : null,
    ...(stroke ? strokeOptions(stroke, colors) : ['draw=none']),
  ].filter((option) => option !== null);
  if (parts.every(({ points, isClosed }) => isClosed && points.length <= 8))
    return parts.map(
      ({ points }) => `\\path[${options.join(', ')}] ${writeCorners(points, numbers)} -- cycle;`,
    );
  if (parts.some(({ isClosed }) => isClosed))
    return parts.map(
      ({ points }) =>
        `\\addplot[forget plot, ${options.join(', ')}] coordinates {${writePoints(points, numbers)}} -- cycle;`,
    );
  const places = parts.map(({ points }) => writePoints(points, numbers)).join(breakOfLine);
  return [`\\addplot[forget plot, ${options.join(', ')}] coordinates {${places}};`];
}

export function strokeOptions(
  { color, opacity, width, dash }: Stroke,
  colors: ColorNames,
): string[] {
  const pattern = dash.map(
    (length, index) => `${index % 2 === 0 ? 'on' : 'off'} ${formatLength(length)}bp`,
  );
  return [
    `draw=${colors.nameOf(color)}`,
    `line width=${formatLength(width)}bp`,
    ...(opacity < 1 ? [`draw opacity=${formatLength(opacity)}`] : []),
    ...(pattern.length > 0 ? [`dash pattern=${pattern.join(' ')}`] : []),
  ];
}

function writeCorners(points: readonly number[], numbers: AxisNumbers): string {
  return pairs(points)
    .map(([x, y]) => `(axis cs:${numbers.x(x)},${numbers.y(y)})`)
    .join(' -- ');
}

function writePoints(points: readonly number[], numbers: AxisNumbers): string {
  return pairs(points)
    .map(([x, y], index) => {
      const separator = index === 0 ? '' : index % pointsOfLine === 0 ? '\n' : ' ';
      return `${separator}(${numbers.x(x)},${numbers.y(y)})`;
    })
    .join('');
}

function pairs(points: readonly number[]): [number, number][] {
  return Array.from({ length: points.length / 2 }, (_, index) => [
    points[2 * index] ?? 0,
    points[2 * index + 1] ?? 0,
  ]);
}

/** Their sizes for a disc of radius 1: areas are alike. */
const marks: Record<MarkShape, { name: string; size: number }> = {
  circle: { name: '*', size: 1 },
  square: { name: 'square*', size: 0.89 },
  triangle: { name: 'triangle*', size: 1.45 },
  diamond: { name: 'diamond*', size: 1.3 },
  pentagon: { name: 'pentagon*', size: 1.15 },
  cross: { name: 'x', size: 1 },
  tick: { name: '|', size: 1 },
};

/** `mark=square*, mark size=…, mark options={…}`. */
export function markOptions(
  { shape, radius, paint, width }: Pick<DrawnMarks, 'shape' | 'radius' | 'paint' | 'width'>,
  colors: ColorNames,
): string[] {
  const { name, size } = marks[shape];
  const color = colors.nameOf(paint.color);
  const isStroke = shape === 'cross' || shape === 'tick';
  const ink = isStroke
    ? `draw=${color}, line width=${formatLength(width)}bp`
    : `fill=${color}, draw=${color}, line width=.1bp`;
  return [
    `mark=${name}`,
    `mark size=${formatLength(radius * size)}bp`,
    `mark options={solid, ${ink}}`,
    ...(paint.opacity < 1 ? [`opacity=${formatLength(paint.opacity)}`] : []),
  ];
}

function writeMarks(drawn: DrawnMarks, numbers: AxisNumbers, colors: ColorNames): string {
  const { shape, centers, radius } = drawn;
  // The mark `|` stands in the middle of its place.
  const lift = shape === 'tick' ? radius : 0;
  const places = centers.map((place, index) => (index % 2 === 0 ? place : place - lift));
  const options = ['forget plot', 'only marks', ...markOptions(drawn, colors)];
  return `\\addplot[${options.join(', ')}] coordinates {${writePoints(places, numbers)}};`;
}

const anchors = { start: 'base west', middle: 'base', end: 'base east' } as const;

function writeText(
  { text, x, y, anchor, size, color }: DrawnText,
  numbers: AxisNumbers,
  colors: ColorNames,
): string {
  const options = `anchor=${anchors[anchor]}, inner sep=0pt, text=${colors.nameOf(color)}, font=${fontOf(size)}`;
  return `\\node[${options}] at (axis cs:${numbers.x(x)},${numbers.y(y)}) {${escapeLatex(text)}};`;
}

/** Fonts of LaTeX come in whole points. */
export function fontOf(size: number): string {
  const points = Math.max(5, Math.round(size));
  return `\\fontsize{${points}}{${formatLength(points * 1.22)}}\\selectfont`;
}

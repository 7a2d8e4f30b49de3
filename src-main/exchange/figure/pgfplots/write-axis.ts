/** The options of an axis of pgfplots. */
import type { FigureAxis, FigureTick } from '#chart/figure';
import { escapeLatex } from '#analysis/tables/latex-escape';
import type { PanelLayout } from '../layout/layout-figure';
import { spaces } from '../layout/panel-parts';
import type { PlacedLabels } from '../layout/place-labels';
import type { Ruler } from '../layout/ruler';
import { inks } from '../layout/series-looks';
import { formatLength } from '../numbers';
import { writeNumber } from './axis-numbers';
import type { ColorNames } from './color-names';

/** Lines of text for a node with an alignment. After `\\\\`, a bracket or a star would be an option of it. */
export function writeLines(lines: readonly string[]): string {
  return lines.map(escapeLatex).join('\\\\{}');
}

export function axisOptions(
  { panel, plot, xLabels, yLabels, xTitle, yTitle }: PanelLayout,
  { pageHeight, ruler, colors }: { pageHeight: number; ruler: Ruler; colors: ColorNames },
): string[] {
  const [width, height] = [plot.right - plot.left, plot.bottom - plot.top];
  const grid = colors.nameOf(inks.grid);
  const axis = colors.nameOf(inks.axis);
  const soft = colors.nameOf(inks.soft);
  const thin = `line width=${formatLength(0.8 * ruler.pixel)}bp`;
  return [
    `at={(${formatLength(plot.left)}bp,${formatLength(pageHeight - plot.bottom)}bp)}`,
    'anchor=south west',
    'scale only axis',
    `width=${formatLength(width)}bp`,
    `height=${formatLength(height)}bp`,
    'clip=false',
    // Everything is within the axes already.
    'unbounded coords=jump',
    'scaled ticks=false',
    'xminorticks=false',
    'yminorticks=false',
    panel.x.ticks.length > 0 ? 'axis x line*=bottom' : 'axis x line=none',
    panel.y.ticks.length > 0 ? 'axis y line*=left' : 'axis y line=none',
    `axis line style={draw=${axis}, ${thin}}`,
    'tick align=outside',
    `major tick length=${formatLength(spaces.tick * ruler.pixel)}bp`,
    `tick style={draw=${axis}, ${thin}}`,
    `ticklabel style={text=${soft}, inner xsep=0pt, inner ysep=${formatLength(spaces.tickGap * ruler.pixel)}bp}`,
    `major grid style={draw=${grid}, ${thin}}`,
    ...directionOptions('x', panel.x, xLabels),
    ...directionOptions('y', panel.y, yLabels),
    `xticklabel style={${xLabelStyle(xLabels)}}`,
    `yticklabel style={align=right, inner xsep=${formatLength(spaces.tickGap * ruler.pixel)}bp, inner ysep=0pt}`,
    ...(xTitle.length > 0 ? ['xlabel near ticks', `xlabel={${writeLines(xTitle)}}`] : []),
    ...(yTitle.length > 0 ? ['ylabel near ticks', `ylabel={${writeLines(yTitle)}}`] : []),
    `label style={align=center, inner sep=${formatLength(0.5 * ruler.gap)}bp}`,
  ];
}

function xLabelStyle({ angle }: PlacedLabels): string {
  if (angle === 0) return 'align=center';
  return angle === -45
    ? 'rotate=45, anchor=north east, align=right, inner sep=0pt'
    : 'rotate=90, anchor=east, align=right, inner sep=2bp';
}

function directionOptions(name: 'x' | 'y', axis: FigureAxis, labels: PlacedLabels): string[] {
  const { min, max, isLog, hasGrid, ticks } = axis;
  return [
    `${name}mode=${isLog ? 'log' : 'normal'}`,
    `${name}min=${writeNumber(Math.min(min, max))}`,
    `${name}max=${writeNumber(Math.max(min, max))}`,
    ...(max < min ? [`${name} dir=reverse`] : []),
    ...(hasGrid ? [`${name}majorgrids`] : []),
    ...tickOptions(name, ticks, labels, (value) => value),
  ];
}

/** Every tick, and the labels of those that have room. `place`: where a value is on the axis. */
export function tickOptions(
  name: 'x' | 'y',
  ticks: readonly FigureTick[],
  { labels }: PlacedLabels,
  place: (value: number) => number,
): string[] {
  if (ticks.length === 0) return [`${name}tick=\\empty`];
  const written = ticks.map(({ value }) => {
    const label = labels.find((placed) => placed.value === value);
    return `{${label ? writeLines(label.lines) : ''}}`;
  });
  return [
    `${name}tick={${ticks.map(({ value }) => writeNumber(place(value))).join(',')}}`,
    `${name}ticklabels={${written.join(',')}}`,
  ];
}

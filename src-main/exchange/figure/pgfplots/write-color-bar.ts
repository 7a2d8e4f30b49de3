/** The colour scale of a panel, as pgfplots draws it without an axis beside it. It goes from 0 to 1, and its ticks say the values. */
import type { FigureColorScale } from '#chart/figure';
import { createAxisMap, toPixel } from '#chart/axes/axis-map';
import { channelsOf } from '../layout/greys';
import type { PanelLayout } from '../layout/layout-figure';
import { colorAxis, spaces } from '../layout/panel-parts';
import { blockWidth, type Ruler } from '../layout/ruler';
import { inks } from '../layout/series-looks';
import { formatLength } from '../numbers';
import type { ColorNames } from './color-names';
import { tickOptions, writeLines } from './write-axis';

/** Stops of a map of colours: pgfplots wants them at equal distances. */
const colorStops = 33;

interface Drawn {
  colorOf: (color: string) => string;
  pageHeight: number;
  ruler: Ruler;
  colors: ColorNames;
}

export function writeColorBar(
  { panel: { colorScale }, plot, colorBar }: PanelLayout,
  { colorOf, pageHeight, ruler, colors }: Drawn,
): string[] {
  if (!colorScale || !colorBar) return [];
  const axis = colorAxis(colorScale);
  const map = createAxisMap(axis, 0, 1);
  const place = (value: number): number => Number(toPixel(map, value).toFixed(5));
  const { pixel } = ruler;
  const bp = (length: number): string => `${formatLength(length)}bp`;
  const left = plot.right + spaces.colorBarGap * pixel;
  const right = left + spaces.colorBar * pixel;
  const ticks = (spaces.tick + spaces.tickGap) * pixel;
  const widths = colorBar.labels.labels.map(({ lines }) => blockWidth(lines, ruler.size, ruler));
  const titleX = right + ticks + Math.max(0, ...widths) + ruler.gap;
  const middle = pageHeight - (plot.top + plot.bottom) / 2;
  const style = [
    `at={(${bp(left)},${bp(pageHeight - plot.bottom)})}`,
    'anchor=south west',
    'scale only axis',
    `width=${bp(right - left)}`,
    `height=${bp(plot.bottom - plot.top)}`,
    'axis x line*=none',
    'axis y line*=right',
    'axis line style={draw=none}',
    'tick align=outside',
    'ytick pos=right',
    `major tick length=${bp(spaces.tick * pixel)}`,
    `tick style={draw=${colors.nameOf(inks.axis)}, line width=${bp(0.8 * pixel)}}`,
    'scaled ticks=false',
    ...tickOptions('y', axis.ticks, colorBar.labels, place),
    `yticklabel style={text=${colors.nameOf(inks.soft)}, align=left, inner xsep=${bp(spaces.tickGap * pixel)}, inner ysep=0pt}`,
  ];
  const title = `\\node[rotate=90, anchor=north, inner sep=0pt, align=center] at (${bp(titleX)},${bp(middle)}) {${writeLines(colorBar.title)}};`;
  return [
    '\\pgfplotscolorbardrawstandalone[',
    '  colorbar shift/.style={xshift=0pt},',
    `  colormap={scale}{${writeColorMap(colorScale, colorOf, place)}},`,
    '  point meta min=0,',
    '  point meta max=1,',
    `  colorbar style={${style.join(', ')}},`,
    ']',
    ...(colorBar.title.length > 0 ? [title] : []),
  ];
}

function writeColorMap(
  { stops }: FigureColorScale,
  colorOf: (color: string) => string,
  place: (value: number) => number,
): string {
  const known = stops.map(({ value, color }) => ({
    at: place(value),
    channels: channelsOf(colorOf(color)),
  }));
  return Array.from({ length: colorStops }, (_, index) => {
    const at = index / (colorStops - 1);
    const next = Math.max(
      1,
      known.findIndex((stop) => stop.at >= at - 1e-9),
    );
    const [from, to] = [known[next - 1], known[next]];
    const part = from && to && to.at > from.at ? (at - from.at) / (to.at - from.at) : 0;
    const channels = (from?.channels ?? []).map((channel, channelIndex) =>
      Math.round(channel + part * ((to?.channels[channelIndex] ?? channel) - channel)),
    );
    return `rgb255(${index}pt)=(${channels.join(',')})`;
  }).join(' ');
}

import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { createAxisMap } from '../axes/axis-map';
import type { Figure, FigureAxis, FigureColorScale, FigureLayer, FigurePanel } from '../figure';

/** Throws `validation` with the name of the figure where the ends of an axis are too far apart or too near to each other for numbers. */
export function assertDrawable(figure: Figure): void {
  const problem = explainUndrawable(figure);
  if (problem !== null) throw new WorkbenchError('validation', problem);
}

/** Why no format can have the figure, in a sentence; null where each can. */
export function explainUndrawable({ title, panels }: Figure): string | null {
  const axis = panels.flatMap(listAxes).find((one) => !isDrawable(one.axis));
  const panel = panels.find((one) => one.layers.some((layer) => hasInfinite(layer, one)));
  if (!axis && !panel) return null;
  const where = axis?.name ?? 'its axes';
  return `${quote(title)} cannot be drawn: its values are too large or too near to each other for ${where}. Choose a logarithmic axis, set limits to it, or leave out the runs with such values.`;
}

function listAxes({ title, x, y, colorScale }: FigurePanel): { name: string; axis: Ends }[] {
  const place = title === null ? '' : ` of ${quote(title)}`;
  const named = (what: string, axis: Ends): { name: string; axis: Ends } => ({
    name: `${what}${place}`,
    axis,
  });
  return [
    named('the x axis', x),
    named('the y axis', y),
    ...(colorScale ? [named('the scale of colours', endsOf(colorScale))] : []),
  ];
}

type Ends = Pick<FigureAxis, 'min' | 'max' | 'isLog' | 'ticks'>;

function endsOf({ stops, isLog, ticks }: FigureColorScale): Ends {
  return { min: stops[0]?.value ?? NaN, max: stops.at(-1)?.value ?? NaN, isLog, ticks };
}

/** The length of an axis that is larger than every page, in points. */
const longest = 1e5;

function isDrawable({ min, max, isLog, ticks }: Ends): boolean {
  const { slope, origin } = createAxisMap({ min, max, isLog }, 0, longest);
  const numbers = [min, max, slope, origin, ...ticks.map(({ value }) => value)];
  return slope !== 0 && numbers.every(Number.isFinite);
}

/** Whether a sum of values became infinite: a mean, the end of an interval, of a box or of a bin. Curves may have such values. */
function hasInfinite(layer: FigureLayer, { y }: FigurePanel): boolean {
  if (layer.kind === 'rectangles')
    return layer.items.some((item) =>
      [item.x0, item.x1, item.y0, item.y1].some((place) => !Number.isFinite(place)),
    );
  if (layer.kind === 'texts') return layer.items.some((item) => !Number.isFinite(item.y));
  return y.isCategorical === true && Array.from(layer.x).some((x) => Math.abs(x) === Infinity);
}

import { quote } from '#spec/quote';
import type { Axis, AxisValue, StudyContent } from '#spec/study';
import { drawUniform } from './study-draws';

type Study = Pick<StudyContent, 'axes' | 'search'>;

/** Digits to which computed values are rounded: enough to be exact, and few enough that 0.1 stays 0.1. */
const digits = { range: 12, draw: 6 };

/** All values of an axis, each once, in their order; null where they are drawn. */
export function listAxisValues(axis: Axis): AxisValue[] | null {
  if (Array.isArray(axis)) {
    const distinct = new Map(axis.map((value) => [JSON.stringify(value), value]));
    return [...distinct.values()];
  }
  if ('draw' in axis) return null;
  const { from, to, count } = 'range' in axis ? axis.range : axis.logRange;
  const values = Array.from({ length: count }, (_, index) => {
    const part = count === 1 ? 0 : index / (count - 1);
    const value = 'range' in axis ? from + (to - from) * part : from * (to / from) ** part;
    return Number(value.toPrecision(digits.range));
  });
  return [...new Set(values)];
}

/** The value of an axis in the random combination of that index. It depends on nothing else but the seed of the search. */
export function drawAxisValue(study: Study, path: string, axis: Axis, index: number): AxisValue {
  const seed = study.search.kind === 'random' ? study.search.seed : 0;
  const uniform = drawUniform(`${seed}/${path}/${index}`);
  const values = listAxisValues(axis);
  if (values) return values[Math.floor(uniform * values.length)] ?? null;
  return 'draw' in axis ? drawNumber(axis.draw, uniform) : null;
}

type Draw = Extract<Axis, { draw: unknown }>['draw'];

function drawNumber({ from, to, scale, whole }: Draw, uniform: number): number {
  // Every whole number has the same share of a linear scale.
  const [low, high] = whole && scale === 'linear' ? [from - 0.5, to + 0.5] : [from, to];
  const value = scale === 'log' ? low * (high / low) ** uniform : low + (high - low) * uniform;
  const rounded = whole ? Math.round(value) : Number(value.toPrecision(digits.draw));
  return Math.min(Math.max(rounded, from), to);
}

/** What is wrong with an axis, as a sentence; null where nothing is. */
export function checkAxis(path: string, axis: Axis, study: Study): string | null {
  if (Array.isArray(axis) || !('draw' in axis)) return null;
  const name = quote(path);
  if (study.search.kind === 'grid')
    return `The axis ${name} draws numbers, which a grid cannot list: choose a random search, or write its values.`;
  const { from, to, scale } = axis.draw;
  if (from > to)
    return `The axis ${name} draws from ${from} to ${to}: write the smaller one first.`;
  if (scale === 'log' && from <= 0)
    return `The axis ${name} draws on a logarithmic scale from ${from}: begin above 0.`;
  return null;
}

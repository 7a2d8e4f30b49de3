import { formatNumber } from '#analysis/format-value';
import type { Curve, Points } from '#spec/curves';
import type { TrainedRun } from '#spec/run';
import type { LineColors } from '../series-colors';
import type { ChartLine } from './chart-line';

/** The norm of a gradient over the steps. */
type NormCurve = Pick<Points, 'x' | 'y'>;

/** The norm of the gradient by distance back in time, at one training step. */
export interface GradientProfile {
  step: number;
  /** In ticks, ascending. */
  distances: number[];
  norms: number[];
}

/** The steps at which gradients were measured, ascending. `curves` by distance in ticks. */
export function listSteps(curves: ReadonlyMap<number, NormCurve>): number[] {
  const steps = new Set([...curves.values()].flatMap(({ x }) => [...x]));
  return [...steps].sort((a, b) => a - b);
}

/**
 * Reads the profile at one step. `curves` by distance in ticks, each with the norm of the gradient
 * over the steps.
 */
export function readProfile(curves: ReadonlyMap<number, NormCurve>, step: number): GradientProfile {
  const profile: GradientProfile = { step, distances: [], norms: [] };
  for (const [distance, points] of [...curves].sort(([a], [b]) => a - b)) {
    const norm = points.y[points.x.indexOf(step)];
    if (norm === undefined) continue;
    profile.distances.push(distance);
    profile.norms.push(norm);
  }
  return profile;
}

/** The curves of a chart of gradients, by distance in ticks. */
export function curvesByDistance(
  distances: readonly number[],
  curveOf: (ticks: number) => Curve | undefined,
): Map<number, Curve> {
  const found = distances.map((ticks) => [ticks, curveOf(ticks)] as const);
  return new Map(found.flatMap(([ticks, curve]) => (curve ? [[ticks, curve] as const] : [])));
}

/**
 * The profile at a step, that of the first step behind it, and where training cuts the gradient. `step`: one of those
 * that were measured; undefined: none was.
 */
export function buildProfileLines(
  run: TrainedRun,
  curves: ReadonlyMap<number, NormCurve>,
  step: number | undefined,
  colors: LineColors,
): ChartLine[] {
  const [first] = listSteps(curves);
  if (step === undefined || first === undefined) return [];
  const [current, start] = [readProfile(curves, step), readProfile(curves, first)];
  const norms = [...current.norms, ...start.norms].filter((norm) => norm > 0);
  const faint = { color: colors.ofInk('locked'), dash: [5, 3], width: 1 };
  return [
    ...cutLines(run.spec.training.unroll, norms, colors),
    ...(first === step ? [] : [toLine(start, faint)]),
    toLine(current, { color: colors.ofRun(run.color), width: 1.75 }),
  ];
}

function cutLines(
  unroll: number | undefined,
  norms: readonly number[],
  colors: LineColors,
): ChartLine[] {
  if (unroll === undefined || norms.length === 0) return [];
  return [
    {
      key: 'cut',
      label: `T = ${unroll}`,
      color: colors.ofInk('ink-faint'),
      dash: [2, 3],
      width: 1,
      isGuide: true,
      x: [unroll, unroll],
      y: [Math.min(...norms), Math.max(...norms)],
    },
  ];
}

function toLine(
  { step, distances: x, norms: y }: GradientProfile,
  style: Pick<ChartLine, 'color' | 'dash' | 'width'>,
): ChartLine {
  return { key: String(step), label: `step ${formatNumber(step)}`, x, y, ...style };
}

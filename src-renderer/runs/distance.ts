import type { Points } from '#spec/curves';

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
